import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { routed } from '../lab/topologies.ts'
import { probeFrom } from './probe-from.ts'
import { connectWords, rawWords } from './truth.ts'

labSuite('a router that rejects on behalf of a host', () => {
  let lab: Lab
  let client: Host
  let router: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('reject')
    ;({ client, router, server } = await routed(lab))
    for (const host of [router, server]) await host.unlimitIcmp()
    await router.blockForwarded({ tcp: { 1001: 'port-unreachable' }, udp: { 1001: 'port-unreachable' } })
    await server.listen({ tcp: [1000], udp: [1000] })
    // An address of the server that is not of the interface by which it answers.
    await server.ip(`link add elsewhere type veth peer name nowhere\nlink set elsewhere up\nlink set nowhere up`)
    await server.address('10.77.0.2/24', 'elsewhere')
    await server.address('fd77::2/64', 'elsewhere')
    await router.route('10.77.0.0/24', '10.9.0.2')
    await router.route('fd77::/64', 'fd09::2')
    await router.nft(`table inet forwarding { chain prerouting { type nat hook prerouting priority -100
      ip daddr 10.8.0.1 meta l4proto { tcp, udp } th dport 1003 dnat ip to 10.9.0.2:1002
    }
    }`)
  })
  afterAll(() => lab.destroy())

  const engines = [
    { engine: 'connect', driver: 'epoll', words: connectWords },
    { engine: 'raw', words: rawWords },
  ] as const
  for (const { words, ...engine } of engines) {
    const probe = (addresses: readonly string[], first: number, last: number) =>
      probeFrom(client, { ...engine, addresses, tcp: [{ first, last }], udp: [{ first, last }] })

    it(`${engine.engine}: it does not close a port, the host itself does`, async () => {
      const addresses = ['10.9.0.2', 'fd09::2']
      const { seen } = await probe(addresses, 1000, 1002)
      expect([...seen].sort()).toEqual(
        addresses.flatMap((address) => [
          `${address} tcp 1000 ${words.open}`,
          `${address} tcp 1001 filtered icmp-port-unreachable`,
          `${address} tcp 1002 ${words.closed}`,
          `${address} udp 1000 open udp-reply`,
          `${address} udp 1001 filtered icmp-other`,
          `${address} udp 1002 closed icmp-port-unreachable`,
        ]),
      )
    })

    it(`${engine.engine}: a host answers for all of its addresses, and by the address that a port is forwarded from`, async () => {
      const several = await probe(['10.77.0.2', 'fd77::2'], 1001, 1002)
      const forwarded = await probe(['10.8.0.1'], 1003, 1003)
      expect([...several.seen, ...forwarded.seen].filter((line) => line.includes(' udp ')).sort()).toEqual([
        '10.77.0.2 udp 1001 filtered icmp-other',
        '10.77.0.2 udp 1002 closed icmp-port-unreachable',
        '10.8.0.1 udp 1003 closed icmp-port-unreachable',
        'fd77::2 udp 1001 filtered icmp-other',
        'fd77::2 udp 1002 closed icmp-port-unreachable',
      ])
    })
  }
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair, routed } from '../lab/topologies.ts'
import { probeFrom } from './probe-from.ts'
import { byPort, truth, truthRuleset } from './truth.ts'

const ports = [{ first: 1000, last: 1011 }]

labSuite('connect engine: states equal the ground truth', () => {
  let lab: Lab
  let client: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('truth')
    ;({ client, server } = await pair(lab))
    await server.unlimitIcmp()
    await server.sysctl({ 'net.ipv4.icmp_msgs_per_sec': 100_000, 'net.ipv4.icmp_msgs_burst': 10_000 })
    await server.listen({ tcp: [1000], udp: [1000] })
    await server.nft(truthRuleset)
    await server.address('fe80::99/64')
  })
  afterAll(() => lab.destroy())

  for (const family of [4, 6] as const) {
    for (const transport of ['tcp', 'udp'] as const) {
      const address = family === 4 ? '10.9.0.2' : 'fd09::2'
      it(`epoll, IPv${family}, ${transport}: each state and each reason`, async () => {
        const { seen, end } = await probeFrom(client, { addresses: [address], [transport]: ports, driver: 'epoll' })
        expect(byPort(seen)).toEqual(truth(family, transport))
        expect(end.unprobed).toEqual({ count: 0, causes: {} })
      })

      it(`node, IPv${family}, ${transport}: each state as far as the driver can tell`, async () => {
        const { seen } = await probeFrom(client, { addresses: [address], [transport]: ports, driver: 'node' })
        for (const [port, said] of Object.entries(byPort(seen))) {
          expect(`${port} ${said}`).toSatisfy((text: string) =>
            nodeMaySay(text, truth(family, transport)[Number(port)]!, transport),
          )
        }
        expect(seen).toHaveLength(12)
      })
    }
  }

  it('reaches link-local IPv6 addresses through their zone', async () => {
    const { seen } = await probeFrom(client, { addresses: ['fe80::99%eth0'], tcp: [{ first: 1000, last: 1000 }] })
    expect(seen).toEqual(['fe80::99%eth0 tcp 1000 open connected'])
  })

  it('a neighbour that does not answer ARP or neighbour discovery is silence, not an ICMP message', async () => {
    const addresses = ['10.9.0.77', 'fd09::77']
    const { seen } = await probeFrom(client, { addresses, tcp: [{ first: 80, last: 80 }], retries: 3 })
    expect([...seen].sort()).toEqual(['10.9.0.77 tcp 80 filtered no-response', 'fd09::77 tcp 80 filtered no-response'])
  })

  it('what our own machine keeps from leaving is no state: no route, and local rules', async () => {
    const far = await probeFrom(client, { addresses: ['192.0.2.1', '2001:db8::1'], tcp: ports, udp: ports })
    expect(far.seen).toEqual([])
    expect(far.end.unprobed).toEqual({ count: 48, causes: { ENETUNREACH: 48 } })
    await client.nft(`table inet own { chain output { type filter hook output priority 0
      tcp dport 1000 reject with icmpx type admin-prohibited
      udp dport 1000 drop
    }
    }`)
    const request = {
      addresses: ['10.9.0.2', 'fd09::2'],
      tcp: [{ first: 1000, last: 1000 }],
      udp: [{ first: 1000, last: 1000 }],
    }
    const blocked = await probeFrom(client, request)
    await client.exec('nft', ['delete', 'table', 'inet', 'own'])
    expect(blocked.seen).toEqual([])
    expect(blocked.end.unprobed).toEqual({ count: 4, causes: { EPERM: 4 } })
  })
})

labSuite('connect engine: time exceeded on the way', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('ttl')
  })
  afterAll(() => lab.destroy())

  it('is filtered, with its own reason', async () => {
    const { client, router } = await routed(lab)
    await router.unlimitIcmp()
    await client.sysctl({
      'net.ipv4.ip_default_ttl': 1,
      'net.ipv6.conf.all.hop_limit': 1,
      'net.ipv6.conf.eth0.hop_limit': 1,
    })
    const one = [{ first: 80, last: 80 }]
    const { seen } = await probeFrom(client, { addresses: ['10.9.0.2', 'fd09::2'], tcp: one, udp: one })
    expect(seen.map((line) => line.split(' ').slice(3).join(' '))).toEqual(
      new Array(4).fill('filtered icmp-time-exceeded'),
    )
  })
})

describe('the truth table', () => {
  it('names twelve ports for each family and transport', () => {
    for (const family of [4, 6] as const) {
      for (const transport of ['tcp', 'udp'] as const) expect(Object.keys(truth(family, transport))).toHaveLength(12)
    }
  })
})

/**
 * node:net shows errno alone, and Linux tells a connecting socket without IP_RECVERR only of some ICMP errors. So where the truth
 * is an ICMP message it may also say `icmp-other` or hear nothing; and port-unreachable on TCP looks to it like a refusal.
 */
function nodeMaySay(text: string, truth: string, transport: 'tcp' | 'udp'): boolean {
  const said = text.slice(text.indexOf(' ') + 1)
  if (said === truth) return true
  if (!truth.startsWith('filtered icmp-')) return false
  const silence = transport === 'tcp' ? 'filtered no-response' : 'open|filtered no-response'
  if (said === 'filtered icmp-other' || said === silence) return true
  return said === 'closed refused' && truth === 'filtered icmp-port-unreachable'
}

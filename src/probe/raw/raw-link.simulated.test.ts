// What stands between the engine and the hosts: hardware addresses, and links that refuse packets or do not take them.
import { describe, expect, it } from 'vitest'
import { firstAddress, runSimulated, spaceOf } from '../../../test/simulated-scan.ts'
import { SystemCallError } from '../../libc/library.ts'
import type { Link } from '../../link/link.ts'
import { type HostAt, hostKey, portsOpen } from '../../link/simulation/host.ts'
import type { VirtualClock } from '../../link/simulation/virtual-clock.ts'
import { paceNamed } from '../pacing/pace.ts'

const web = { tcp: [{ first: 80, last: 80 }] }
const gateway = Uint8Array.of(192, 0, 2, 254)
const gatewayKey = hostKey(gateway, 0, 4)
const open: HostAt = () => ({ tcp: portsOpen([80], 'closed') })
/** Every third host is there. */
const third: HostAt = (host) => ((host - firstAddress) % 3 === 0 ? { tcp: portsOpen([80], 'closed') } : null)

/** A link whose frames go through `send`: it gives how many are taken, or throws. */
function sending(link: Link, send: (pass: () => number, batch: Parameters<Link['send']>[0]) => number): Link {
  return {
    layer: link.layer,
    mtu: link.mtu,
    counters: link.counters,
    send: (batch) => send(() => link.send(batch), batch),
    receive: (take, timeoutMs) => link.receive(take, timeoutMs),
    close: () => link.close(),
  }
}

/** Takes nothing in its first three seconds. */
const lateLink = (link: Link, clock: VirtualClock) => sending(link, (pass) => (clock.now() < 3000 ? 0 : pass()))

/** As the kernel does when a rule of this host drops packets to a port: that one, or what is before it (sendmmsg(2)). */
const fussyLink = (refused: number, code: number) => (link: Link) =>
  sending(link, (pass, batch) => {
    const portOf = (i: number) => (batch.bytes[batch.start(i) + 22]! << 8) | batch.bytes[batch.start(i) + 23]!
    const { count } = batch
    let before = 0
    while (before < count && portOf(before) !== refused) before++
    if (before === 0 && count > 0) throw new SystemCallError('sendmmsg', code)
    batch.count = before
    const taken = pass()
    batch.count = count
    return taken
  })

describe('a raw scan of hosts on the link', () => {
  const onLink = { distance: 'onLink', neighbours: third, hosts: open } as const

  it('sends nothing to a hardware address that it does not know, and loses no attempt by asking for it', () => {
    const { tallied, scan } = runSimulated({ ...onLink, seed: 1, space: spaceOf(300, web), retries: 0 })
    expect(tallied).toEqual({ 'syn-ack': 100, 'no-response': 200 })
    expect(scan.absent.size).toBe(200)
  })

  it('does so at the default pace too, and for more hosts than it seeks ahead', () => {
    const some: HostAt = (host) => (host < firstAddress + 50 ? { tcp: portsOpen([80], 'closed') } : null)
    const pace = { ...paceNamed('default'), adapt: false }
    const space = spaceOf(65_600, web)
    const { seen } = runSimulated({
      ...onLink,
      neighbours: some,
      seed: 2,
      space,
      retries: 0,
      pace,
      abort: ({ nowMs }) => nowMs > 60_000,
    })
    for (const [name, reason] of seen) {
      expect(reason, name).toBe(Number(name.split('/')[0]) < 50 ? 'syn-ack' : 'no-response')
    }
    expect(seen.size).toBeGreaterThan(1000)
  })

  it('waits for its gateway without losing anything, and says what is unreachable without it', () => {
    const options = { hosts: open, gateway, seed: 3, space: spaceOf(500, web), retries: 0 }
    const there = runSimulated({ ...options, neighbours: (host) => (host === gatewayKey ? open(host) : null) })
    expect(there.tallied).toEqual({ 'syn-ack': 500 })
    const gone = runSimulated({ ...options, neighbours: () => null })
    expect(gone.tallied).toEqual({})
    expect(gone.scan.failures.causes).toEqual({ ENETUNREACH: 500 })
    expect(gone.elapsedMs).toBeLessThan(3000)
  })
})

describe('a raw scan over a link with troubles of its own', () => {
  it('takes what never left for no silence', () => {
    const { tallied } = runSimulated({ hosts: open, seed: 4, space: spaceOf(20, web), retries: 0, wrap: lateLink })
    expect(tallied).toEqual({ 'syn-ack': 20 })
  })

  it('gives up by name what the firewall of this host refuses, and goes on with the rest', () => {
    const hosts: HostAt = () => ({ tcp: portsOpen([22, 23], 'closed') })
    const { tallied, scan } = runSimulated({
      hosts,
      seed: 5,
      space: spaceOf(3, { tcp: [{ first: 1, last: 100 }] }),
      wrap: fussyLink(23, 1),
    })
    expect(tallied).toEqual({ 'syn-ack': 3, rst: 3 * 98 })
    expect(scan.failures.causes).toEqual({ EPERM: 3 })
  })

  it('keeps what was seen when the link goes away', () => {
    let sent = 0
    let seen = 0
    const vanishing = (link: Link) =>
      sending(link, (pass) => {
        if (sent > 2000) throw new SystemCallError('sendmmsg', 100)
        const taken = pass()
        sent += taken
        return taken
      })
    const options = { hosts: open, seed: 6, space: spaceOf(5000, web), wrap: vanishing, onSeen: () => (seen += 1) }
    expect(() => runSimulated(options)).toThrow('ENETDOWN')
    expect(seen).toBeGreaterThan(1500)
  })
})

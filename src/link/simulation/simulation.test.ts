import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../../lib/random.ts'
import type { FramePath } from '../../wire/frame-template.ts'
import { FrameView, ICMP_ERROR, TCP, UDP } from '../../wire/frame-view.ts'
import { SynTemplate } from '../../wire/syn-template.ts'
import { TCP_ACK, TCP_RST, TCP_SYN } from '../../wire/tcp.ts'
import { UdpTemplate } from '../../wire/udp-template.ts'
import { FrameBatch } from '../frame-batch.ts'
import { emitNeighbourRequest } from '../neighbour-frames.ts'
import { Arrivals } from './arrivals.ts'
import { burstyLoss, delay, duplication, type Fault, loss, type Passage, shunning, synLimiter } from './faults.ts'
import { hostKey, portsOpen, type SimulatedHost } from './host.ts'
import { macOf } from './neighbour-answers.ts'
import { SimulatedNetwork } from './network.ts'
import { SimulatedLink, type SimulatedLinkOptions } from './simulated-link.ts'
import { VirtualClock } from './virtual-clock.ts'

const ours = Uint8Array.of(192, 0, 2, 1)
const theirs = Uint8Array.of(198, 18, 0, 7)
const ip: FramePath = { macs: null, source: ours, mtu: 1500 }
const host: SimulatedHost = {
  tcp: (port) => (port === 80 ? 'open' : port === 81 ? 'closed' : port === 82 ? 'rejected' : 'silent'),
  udp: portsOpen([53], 'closed'),
  roundTripMs: 10,
}

function linkTo(behaviour: SimulatedHost, options: Partial<SimulatedLinkOptions> = {}, faults: readonly Fault[] = []) {
  const clock = new VirtualClock()
  const network = new SimulatedNetwork({ hosts: () => behaviour, random: seededRandom(1), faults })
  return { clock, link: new SimulatedLink({ network, clock, ...options }) }
}

function synTo(port: number, path = ip, batch = new FrameBatch(), sequence = 1000): FrameBatch {
  const template = new SynTemplate(path)
  template.prime(batch.bytes, batch.start(batch.count))
  const length = template.stamp(batch.bytes, batch.start(batch.count), theirs, 0, port, 40_000, sequence)
  batch.lengths[batch.count++] = length
  return batch
}

function datagramTo(port: number): FrameBatch {
  const batch = new FrameBatch()
  const template = new UdpTemplate(ip)
  template.prime(batch.bytes, 0)
  batch.lengths[batch.count++] = template.stamp(batch.bytes, 0, theirs, 0, port, 40_000, Uint8Array.of(1))
  return batch
}

/** What comes in within a while: kinds and flags, with checksums that hold. */
function heard(link: SimulatedLink, clock: VirtualClock, whileMs = 100): string[] {
  const names: string[] = []
  const view = new FrameView()
  const until = clock.now() + whileMs
  while (clock.now() < until) {
    link.receive((bytes, start, end) => {
      const kind = view.at(bytes, start, end, link.layer)
      expect(view.verify()).toBe(true)
      if (kind === TCP) names.push(`tcp ${view.tcp.flags} ${view.tcp.acknowledgement}`)
      else names.push(kind === UDP ? 'udp' : kind === ICMP_ERROR ? `icmp ${view.icmp.code}` : `${kind}`)
    }, until - clock.now())
  }
  return names
}

describe('a simulated link', () => {
  it.each([
    ['open', synTo(80), [`tcp ${TCP_SYN | TCP_ACK} 1001`]],
    ['closed', synTo(81), [`tcp ${TCP_RST | TCP_ACK} 1001`]],
    ['rejected', synTo(82), ['icmp 13']],
    ['silent', synTo(83), []],
    ['UDP open', datagramTo(53), ['udp']],
    ['UDP closed', datagramTo(54), ['icmp 3']],
  ])('answers as a host does: %s', (_, batch, expected) => {
    const { link, clock } = linkTo(host)
    expect(link.send(batch)).toBe(1)
    expect(link.receive(() => {}, 9)).toBe(0)
    expect(heard(link, clock)).toEqual(expected)
    expect(link.counters).toEqual({ sent: 1, received: expected.length, dropped: 0 })
  })

  it('takes time to send and to wait, and no more than it is given', () => {
    const { link, clock } = linkTo(host, { framesPerSecond: 100 })
    link.send(synTo(80, ip, synTo(80)))
    expect(clock.now()).toBeCloseTo(20, 1)
    expect(link.receive(() => {}, 1000)).toBe(1)
    expect(clock.now()).toBeCloseTo(20, 1)
    expect(link.receive(() => {}, 0)).toBe(0)
    expect(link.receive(() => {}, 1000)).toBe(1)
    expect(clock.now()).toBeCloseTo(30, 1)
    expect(link.receive(() => {}, 50)).toBe(0)
    expect(clock.now()).toBeCloseTo(80, 1)
  })

  it('takes a part of a batch, and drops what is not fetched in time', () => {
    const { link, clock } = linkTo(host, { mostTaken: 2, mostWaiting: 1 })
    const batch = synTo(80, ip, synTo(80, ip, synTo(80)))
    expect(link.send(batch)).toBe(2)
    clock.advance(100)
    expect(link.receive(() => {}, 0)).toBe(1)
    expect(link.counters).toEqual({ sent: 2, received: 1, dropped: 1 })
  })

  it('repeats a SYN-ACK, and answers a second SYN with the number of the first', () => {
    const { link, clock } = linkTo({ ...host, keepsHalfOpen: true })
    link.send(synTo(80, ip, synTo(80), 77_777))
    const synAck = `tcp ${TCP_SYN | TCP_ACK} 1001`
    expect(heard(link, clock, 4000)).toEqual([synAck, `tcp ${TCP_ACK} 1001`, synAck, synAck])
  })

  it('sends ICMP errors as seldom as Linux', () => {
    const { link, clock } = linkTo({ ...host, limitsIcmp: true })
    const perSecond = Array.from({ length: 5 }, () => {
      let errors = 0
      for (let i = 0; i < 100; i++) {
        link.send(datagramTo(54))
        errors += heard(link, clock, 10).length
      }
      return errors
    })
    // Six at once, and then one a second (net.ipv4.icmp_ratelimit).
    expect(perSecond[0]).toBe(6)
    expect(perSecond.slice(1).reduce((a, b) => a + b)).toBe(4)
  })

  it('speaks Ethernet, and tells hardware addresses', () => {
    const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
    const nextHop = macOf(hostKey(theirs, 0, 4))
    const { link, clock } = linkTo(host, {
      layer: 'ethernet',
      neighbours: (key) => (key === hostKey(theirs, 0, 4) ? host : null),
    })
    const batch = synTo(80, { ...ip, macs: { source: mac, nextHop } })
    for (const target of [theirs, Uint8Array.of(198, 18, 0, 8)]) {
      batch.lengths[batch.count] = emitNeighbourRequest(
        { mac, source: ours },
        target,
        batch.bytes,
        batch.start(batch.count),
      )
      batch.count += 1
    }
    link.send(batch)
    const answers: string[] = []
    const view = new FrameView()
    while (clock.now() < 50) {
      link.receive((bytes, start, end) => {
        view.at(bytes, start, end, 'ethernet')
        expect(bytes.slice(start, start + 6)).toEqual(mac)
        expect(bytes.slice(start + 6, start + 12)).toEqual(nextHop)
        answers.push(
          view.kind === TCP ? 'syn-ack' : [...bytes.slice(view.arp.senderMacAt, view.arp.senderMacAt + 6)].join(':'),
        )
      }, 50)
    }
    expect(answers).toEqual([nextHop.join(':'), 'syn-ack'])
  })

  it('advertises IPv6 neighbours', () => {
    const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
    const address = (last: number) => Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last)
    const { link } = linkTo(host, { layer: 'ethernet', neighbours: () => host })
    const batch = new FrameBatch()
    batch.lengths[batch.count++] = emitNeighbourRequest({ mac, source: address(1) }, address(9), batch.bytes, 0)
    link.send(batch)
    const view = new FrameView()
    const frames = link.receive((bytes, start, end) => {
      view.at(bytes, start, end, 'ethernet')
      expect(view.verify()).toBe(true)
      expect(bytes.slice(view.ndp.macAt, view.ndp.macAt + 6)).toEqual(macOf(9))
    }, 1)
    expect(frames).toBe(1)
  })

  it('sends nothing when it is closed', () => {
    const { link } = linkTo(host)
    link.close()
    link.close()
    expect(() => link.send(synTo(80))).toThrow('EBADF')
    expect(() => link.receive(() => {}, 0)).toThrow('EBADF')
  })
})

describe('arrivals', () => {
  it('come in the order of their times, and of their addition', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (dues) => {
        const arrivals = new Arrivals()
        for (const [i, due] of dues.entries()) arrivals.add(Uint8Array.of(due, i), due)
        const taken = dues.map(() => [...arrivals.take()])
        const sorted = dues.map((due, i) => [due, i % 256]).sort((a, b) => a[0]! - b[0]!)
        expect(taken).toEqual(sorted)
        expect(arrivals.nextDue).toBe(Infinity)
      }),
    )
  })
})

/** What becomes of packets that come one a millisecond. */
function fates(fault: Fault, packets: number, hostOf = (_: number) => 0): Passage[] {
  return Array.from({ length: packets }, (_, i) => {
    const passage: Passage = { host: hostOf(i), direction: 'there', tcp: true, nowMs: i, copies: 1, delayMs: 0 }
    fault(passage)
    return passage
  })
}

function lostOf(fault: Fault, packets: number, hostOf?: (i: number) => number): number {
  return fates(fault, packets, hostOf).filter(({ copies }) => copies === 0).length
}

describe('faults', () => {
  const random = (): Random => seededRandom(5)

  it('lose the share that they should', () => {
    expect(lostOf(loss(0.1, random()), 50_000) / 50_000).toBeCloseTo(0.1, 2)
    expect(lostOf(burstyLoss({ goodMs: 90, badMs: 10 }, random()), 500_000) / 500_000).toBeCloseTo(0.1, 2)
  })

  it('lose in bursts of the mean length', () => {
    const lost = fates(burstyLoss({ goodMs: 900, badMs: 100 }, random()), 500_000).map(({ copies }) => copies === 0)
    const bursts = lost.filter((each, i) => each && !lost[i - 1]).length
    expect(lost.filter(Boolean).length / bursts).toBeGreaterThan(80)
    expect(lost.filter(Boolean).length / bursts).toBeLessThan(125)
  })

  it('double and delay a share', () => {
    const doubled = fates(duplication(0.25, random()), 20_000).filter(({ copies }) => copies === 2).length
    expect(doubled / 20_000).toBeCloseTo(0.25, 1)
    const delayed = fates(delay(0.5, [10, 20], random()), 20_000).map(({ delayMs }) => delayMs)
    expect(delayed.filter((ms) => ms === 0).length / 20_000).toBeCloseTo(0.5, 1)
    expect(delayed.every((ms) => ms === 0 || (ms >= 10 && ms < 20))).toBe(true)
  })

  it('limit SYNs by host or in all', () => {
    expect(10_000 - lostOf(synLimiter(100, 'all'), 10_000, (i) => i % 2)).toBeLessThanOrEqual(1010)
    expect(10_000 - lostOf(synLimiter(100, 'host'), 10_000, (i) => i % 2)).toBeGreaterThanOrEqual(1990)
  })

  it('shun after so many packets', () => {
    expect(lostOf(shunning(100, 'all'), 1000, (i) => i % 2)).toBe(900)
    expect(
      lostOf(
        shunning(100, 'host', (key) => key === 1),
        1000,
        (i) => i % 2,
      ),
    ).toBe(400)
  })
})

import { chance, type Random } from '../../lib/random.ts'
import type { HostKey } from './host.ts'

// What goes wrong in the simulated network, which knows its hosts and their time. (../faulty-link.ts does a part of it to the
// frames of any link, blindly.)

/** A packet on its way. Faults change what becomes of it; the same object is used for every packet. */
export interface Passage {
  /** The host at the other end. */
  host: HostKey
  direction: 'there' | 'back'
  /** A SYN, or a segment that answers one. */
  tcp: boolean
  nowMs: number
  /** 0: it is lost. */
  copies: number
  /** Added to the time that the way takes. */
  delayMs: number
}

/** One thing that goes wrong on the way. Several are applied one after the other; each sees what the earlier ones did. */
export type Fault = (passage: Passage) => void

/** Loses a share of the packets in each direction, each by itself. */
export function loss(share: number, random: Random): Fault {
  return (passage) => {
    if (chance(random) < share) passage.copies = 0
  }
}

export interface Bursts {
  /** Mean lengths in ms of the good and the bad times; each is exponentially distributed. */
  readonly goodMs: number
  readonly badMs: number
  /** Shares lost in bad times, and in good ones. Default 1 and 0. */
  readonly badLoss?: number
  readonly goodLoss?: number
}

/** The model of Gilbert (1960) and Elliott (1963) in continuous time: the whole path is good or bad for a while. */
export function burstyLoss({ goodMs, badMs, badLoss = 1, goodLoss = 0 }: Bursts, random: Random): Fault {
  /** When each stretch ends, a good one first. All are kept, for packets are not seen in the order of their times. */
  const ends = [lasting(goodMs, random)]
  return (passage) => {
    while (ends.at(-1)! <= passage.nowMs)
      ends.push(ends.at(-1)! + lasting(ends.length % 2 === 0 ? goodMs : badMs, random))
    let stretch = ends.length - 1
    while (stretch > 0 && ends[stretch - 1]! > passage.nowMs) stretch--
    if (chance(random) < (stretch % 2 === 0 ? goodLoss : badLoss)) passage.copies = 0
  }
}

function lasting(meanMs: number, random: Random): number {
  return -meanMs * Math.log(1 - chance(random))
}

/** Doubles a share of the packets. */
export function duplication(share: number, random: Random): Fault {
  return (passage) => {
    if (passage.copies > 0 && chance(random) < share) passage.copies += 1
  }
}

/** Holds up a share of the packets by a while between these, so that others overtake them. */
export function delay(share: number, [leastMs, mostMs]: readonly [number, number], random: Random): Fault {
  return (passage) => {
    if (chance(random) < share) passage.delayMs += leastMs + chance(random) * (mostMs - leastMs)
  }
}

/** Lets through only so many SYNs per second, to each host or to all together; as many as come in a tenth of a second go at once. */
export function synLimiter(perSecond: number, scope: 'host' | 'all'): Fault {
  const buckets = new Map<HostKey, { tokens: number; lastMs: number }>()
  const burst = Math.max(1, perSecond / 10)
  return (passage) => {
    if (!passage.tcp || passage.direction === 'back') return
    const key = scope === 'host' ? passage.host : 0
    const bucket = buckets.get(key) ?? { tokens: burst, lastMs: passage.nowMs }
    buckets.set(key, bucket)
    bucket.tokens = Math.min(burst, bucket.tokens + ((passage.nowMs - bucket.lastMs) * perSecond) / 1000)
    bucket.lastMs = passage.nowMs
    if (bucket.tokens < 1) passage.copies = 0
    else bucket.tokens -= 1
  }
}

/** Hosts, each for itself, or one firewall for all of them, that fall silent for good after so many of our packets. */
export function shunning(
  afterPackets: number,
  scope: 'host' | 'all',
  shuns: (host: HostKey) => boolean = () => true,
): Fault {
  const seen = new Map<HostKey, number>()
  return (passage) => {
    if (passage.direction === 'back' || !shuns(passage.host)) return
    const key = scope === 'host' ? passage.host : 0
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    if (count > afterPackets) passage.copies = 0
  }
}

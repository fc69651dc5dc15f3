import { UsageError } from '../../lib/errors.ts'

/** How hard a host and the network may be pressed. Rates are probes per second; Infinity is no limit. */
export interface PaceLimits {
  readonly perHost: number
  readonly total: number
  /** Connections open to one host at once. */
  readonly hostConnections: number
}

/** Limits by how far away a host is: ourselves, the same link, or beyond the first router. */
export interface Pace {
  readonly own: PaceLimits
  readonly onLink: PaceLimits
  readonly beyond: PaceLimits
  /** Probes per second over all three together; absent: only the three totals hold. */
  readonly overall?: number
  /** Go down when loss or round trips grow. */
  readonly adapt: boolean
  /** Begin at the limits, instead of feeling the way up to them. */
  readonly atOnce?: boolean
}

export const paceNames = ['default', 'polite', 'fast', 'max'] as const
export type PaceName = (typeof paceNames)[number]

const none: PaceLimits = { perHost: Infinity, total: Infinity, hostConnections: Infinity }

/** The same limits whatever the distance: a person who asked for slowness gets it on the own machine too. */
function everywhere(limits: PaceLimits, adapt: boolean): Pace {
  return { own: limits, onLink: limits, beyond: limits, overall: limits.total, adapt }
}

/** One connection at a time and one probe every so many seconds, over all hosts together. */
function oneEvery(seconds: number): Pace {
  return everywhere({ perHost: 1 / seconds, total: 1 / seconds, hostConnections: 1 }, false)
}

const paces: Readonly<Record<PaceName, Pace>> = {
  default: {
    own: none,
    onLink: { perHost: 1_000, total: 20_000, hostConnections: Infinity },
    beyond: { perHost: 300, total: 3_000, hostConnections: Infinity },
    adapt: true,
  },
  polite: everywhere({ perHost: 40, total: 1_000, hostConnections: 2 }, true),
  // On the link the default total is already above 10,000: fast must not be slower than it.
  fast: {
    own: none,
    onLink: { perHost: 1_000, total: 20_000, hostConnections: Infinity },
    beyond: { perHost: 1_000, total: 10_000, hostConnections: Infinity },
    adapt: true,
  },
  max: { own: none, onLink: none, beyond: none, adapt: false },
}

/** As hard as adaptation can still take back: it needs finite limits to start from. */
const fastestThatAdapts: Pace = {
  own: none,
  onLink: { perHost: 10_000, total: 100_000, hostConnections: Infinity },
  beyond: { perHost: 5_000, total: 50_000, hostConnections: Infinity },
  adapt: true,
}

const timings: readonly Pace[] = [
  oneEvery(300),
  oneEvery(15),
  paces.polite,
  paces.default,
  paces.fast,
  fastestThatAdapts,
]

/**
 * The limits of a named pace, in probes per second:
 *
 * | name | own addresses | on the link: host, all | beyond the first router: host, all | connections a host | adapts |
 * |---|---|---|---|---|---|
 * | default | no limit | 1,000, 20,000 | 300, 3,000 | no limit | yes |
 * | polite | 40, 1,000 | 40, 1,000 | 40, 1,000 | 2 | yes |
 * | fast | no limit | 1,000, 20,000 | 1,000, 10,000 | no limit | yes |
 * | max | no limit | no limit | no limit | no limit | no |
 *
 * Throws UsageError for any other name.
 */
export function paceNamed(name: string): Pace {
  if (!Object.hasOwn(paces, name)) {
    throw new UsageError(`unknown pace "${name}": it is one of ${paceNames.join(', ')}`)
  }
  return paces[name as PaceName]
}

/**
 * `--rate`: `n` probes per second over all hosts and distances together, own addresses included. The host caps are
 * lifted to the same `n`, because a rate that a person names is meant as said and one host may be the whole scan;
 * with many hosts the permutation spreads the probes, so that each host gets about n / hosts. It still goes down
 * when the path cannot carry it. `max` removes every cap and does not adapt.
 *
 * Throws UsageError when the rate is not above zero and finite.
 */
export function paceFromRate(rate: number | 'max'): Pace {
  if (rate === 'max') return paces.max
  if (!(rate > 0) || rate === Infinity) {
    throw new UsageError(`rate ${rate} is impossible: give probes per second above 0, or max`)
  }
  return { ...everywhere({ perHost: rate, total: rate, hostConnections: Infinity }, true), atOnce: true }
}

/**
 * `-T0` to `-T5`, the words that people know from nmap:
 *
 * | flag | here |
 * |---|---|
 * | -T0 | one probe every 5 minutes, one connection at a time, over all hosts |
 * | -T1 | one probe every 15 seconds, one connection at a time, over all hosts |
 * | -T2 | polite |
 * | -T3 | default |
 * | -T4 | fast |
 * | -T5 | the fastest that still adapts: on the link 10,000 a host and 100,000 in all, beyond 5,000 and 50,000 |
 *
 * Throws UsageError for anything that is not a whole number from 0 to 5.
 */
export function paceFromTiming(timing: number): Pace {
  const pace = Number.isInteger(timing) ? timings[timing] : undefined
  if (pace === undefined) throw new UsageError(`unknown timing -T${timing}: it is a whole number from 0 to 5`)
  return pace
}

import { asks } from '../identify/login.ts'
import { UsageError } from '../lib/errors.ts'
import type { IdentifyWish } from '../pipeline.ts'
import type { Pace } from '../probe/pacing/pace.ts'
import type { Preparation } from './engine.ts'
import type { ScanOptions } from './options.ts'

/** Connections to one host at once, unless the pace allows fewer. */
const hostConnections = 4
/** Open endpoints at most that are asked without anybody's asking for it: a person waits for the answers. */
const mostUnasked = 999
/** Connections in all at once, and no more than the pace allows a second. */
const connections = 1_000

type Wish = Pick<ScanOptions, 'service' | 'intensity' | 'fragile' | 'ask'>

/** Who asks what speaks behind open ports, and how many at most; undefined: nobody is to. Throws UsageError. */
export function identification(
  { service, intensity, fragile = false, ask = [] }: Wish,
  { overall = Infinity, beyond }: Pace,
  { onFragile, confined }: Pick<Preparation, 'onFragile' | 'confined'> = {},
): IdentifyWish | undefined {
  refuseIntensity(intensity)
  refuseUnknownAsk(ask)
  if (intensity === 0 && ask.length > 0)
    throw new UsageError('--ask auth asks nothing at --intensity 0, which only listens')
  if (service === false) return undefined
  const options = {
    ...(intensity !== undefined && { intensity }),
    fragile,
    ask,
    hostConnections: Math.min(hostConnections, beyond.hostConnections),
    connections: Math.max(1, Math.min(connections, Math.floor(overall))),
    // Of what lies beyond the first router, however near a host is: the least of them.
    rates: { perHost: beyond.perHost, total: Math.min(overall, beyond.total) },
  }
  return {
    // Loaded when the first endpoint is open: a scan that finds none needs nothing of it.
    asker: async (signal) => (await import('../identify/apart/start.ts')).startAsker(options, signal, confined),
    options,
    limit: service === undefined ? mostUnasked : Infinity,
    ...(fragile && { onFragile }),
  }
}

function refuseIntensity(intensity: number | undefined): void {
  if (intensity === undefined || (Number.isInteger(intensity) && intensity >= 0 && intensity <= 9)) return
  throw new UsageError(`intensity ${intensity} is impossible: a whole number from 0 to 9`)
}

function refuseUnknownAsk(ask: readonly string[]): void {
  const unknown = ask.find((word) => !(asks as readonly string[]).includes(word))
  if (unknown === undefined) return
  throw new UsageError(`--ask ${JSON.stringify(unknown)} is not known; there is ${asks.join(', ')}`)
}

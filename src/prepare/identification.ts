import { UsageError } from '../lib/errors.ts'
import type { ScanRequest } from '../pipeline.ts'
import type { Pace } from '../probe/pacing/pace.ts'
import type { ScanOptions } from './options.ts'

/** Connections to one host at once, unless the pace allows fewer. */
const hostConnections = 4
/** Connections in all at once: a thousand waits side by side are less than a thousand of them a second. */
const connections = 1_000

type Wish = Pick<ScanOptions, 'service' | 'intensity' | 'fragile' | 'technique'>

/** Who asks what speaks behind open ports, when somebody is to. Throws UsageError. */
export async function identification(
  { service = false, intensity, fragile = false }: Wish,
  { overall = Infinity, beyond }: Pace,
): Promise<ScanRequest['identify']> {
  refuseIntensity(intensity)
  if (!service) return undefined
  const [{ WorkerAsker }, { defaultIntensity }] = await Promise.all([
    import('../identify/worker-asker.ts'),
    import('../identify/limits.ts'),
  ])
  const options = {
    intensity: intensity ?? defaultIntensity,
    fragile,
    hostConnections: Math.min(hostConnections, beyond.hostConnections),
    connections: Math.max(1, Math.min(connections, Math.floor(overall))),
  }
  return { asker: (signal) => new WorkerAsker(options, signal), limit: Infinity }
}

function refuseIntensity(intensity: number | undefined): void {
  if (intensity === undefined || (Number.isInteger(intensity) && intensity >= 0 && intensity <= 9)) return
  throw new UsageError(`intensity ${intensity} is impossible: a whole number from 0 to 9`)
}

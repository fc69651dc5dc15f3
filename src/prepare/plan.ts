import { hostname } from 'node:os'
import { UsageError } from '../lib/errors.ts'
import { freshSeed } from '../lib/random.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { type Pace, paceFromRate, paceFromTiming, paceNamed } from '../probe/pacing/pace.ts'
import type { ResolvedTargets } from '../targets/resolve.ts'
import type { ScanOptions } from './options.ts'

const defaultRetries = 2

/** Throws UsageError. */
export function paceOf({ pace, rate, timing, adapt = true }: ScanOptions): Pace {
  const chosen = [pace && `--${pace}`, rate !== undefined && '--rate', timing !== undefined && '-T'].filter(Boolean)
  if (chosen.length > 1) throw new UsageError(`${chosen.join(' and ')} contradict each other; choose one`)
  const table =
    rate !== undefined
      ? paceFromRate(rate)
      : timing !== undefined
        ? paceFromTiming(timing)
        : paceNamed(pace ?? 'default')
  return adapt ? table : { ...table, adapt: false }
}

/** A plan of all that is targeted, where nothing else was said. */
export function planDefaults({ space }: ResolvedTargets): Omit<ProbePlan, 'pace'> {
  return {
    space,
    seed: freshSeed(),
    shard: { index: 0, count: 1 },
    retries: defaultRetries,
    allStates: false,
    discoverHosts: true,
    vantage: hostname(),
  }
}

import type { ScanRequest } from '../pipeline.ts'
import type { ProbePlan } from '../probe/engine.ts'
import type { ResolvedTargets } from '../targets/resolve.ts'
import { chooseEngine, type Preparation } from './engine.ts'
import { identification } from './identification.ts'
import { refuseImpossible, type ScanOptions } from './options.ts'
import { paceOf, planDefaults } from './plan.ts'
import { readTargets } from './targets.ts'

export interface PreparedScan {
  readonly request: ScanRequest
  readonly targets: ResolvedTargets
}

const unfilteredOnly =
  'an ACK scan tells which ports a filter lets through, not which are open: unfiltered ones are open or closed'

function techniqueNotes({ technique }: ScanOptions): string[] {
  return technique === 'ack' ? [unfilteredOnly] : []
}

/** Reads what was asked for into a request, before anything is sent. Throws UsageError. */
export async function prepareScan(options: ScanOptions, how: Preparation = {}): Promise<PreparedScan> {
  await refuseImpossible(options)
  const pace = paceOf(options)
  const { engine, fallback } = await chooseEngine(options, how)
  const targets = await readTargets(options)
  const { seed, shard, retries, allStates, discoverHosts, minRecall, vantage, technique } = options
  const said = Object.entries({ seed, shard, retries, allStates, discoverHosts, minRecall, vantage, technique }).filter(
    ([, value]) => value !== undefined,
  )
  const sparesRetries = retries === undefined
  const plan: ProbePlan = { ...planDefaults(targets), pace, sparesRetries, ...Object.fromEntries(said) }
  const notes = [...targets.notes, ...(fallback === undefined ? [] : [fallback]), ...techniqueNotes(options)]
  if (fallback !== undefined) how.onFallback?.(fallback)
  const identify = identification(options, pace, how)
  return { targets, request: { engine, plan, hostnames: targets.hostnames, notes, ...(identify && { identify }) } }
}

// How a scan is written down: docs/resume.md. Apart from decode.ts, which loads what checks it.
import type { KeptPart, KeptScan, KeptState } from '../model/scan-state.ts'
import { stateLayout } from '../model/unions.ts'
import type { Checkpoint } from '../probe/checkpoint.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { deep } from './deep.ts'
import type { PartState } from './part-states.ts'
import { encodeResults } from './result-records.ts'

export function encodeScan(scan: Omit<KeptScan, 'layout'>): string {
  return JSON.stringify({ layout: stateLayout, ...scan })
}

/** As plain JSON: addresses as decimal numbers, and null where there is no limit. */
export function keepPlan(plan: ProbePlan): KeptScan['plan'] {
  const { space, seed, shard, pace, retries, sparesRetries, allStates, discoverHosts, minRecall, technique, vantage } =
    plan
  const kept = {
    space: {
      addresses: space.addresses.map((range) => ({ ...range, first: `${range.first}`, last: `${range.last}` })),
      tcp: [...space.tcp],
      udp: [...space.udp],
    },
    pace: deep(pace, (value) => (value === Infinity ? null : value)),
    ...{ seed, shard, retries, allStates, vantage },
    ...(sparesRetries !== undefined && { sparesRetries }),
    ...(discoverHosts !== undefined && { discoverHosts }),
    ...(minRecall !== undefined && { minRecall }),
    ...(technique !== undefined && { technique }),
  }
  return kept as KeptScan['plan']
}

/** `hosts`: whether there is a file of them. */
export function encodeState(parts: readonly PartState[], hosts: boolean, savedAt: Date): string {
  const state: KeptState = {
    layout: stateLayout,
    savedAt: savedAt.toISOString(),
    hosts,
    parts: parts.map(keptPart),
  }
  return JSON.stringify(state)
}

function keptPart({ checkpoint, results }: PartState): KeptPart {
  const { waves, tallies, folding, patience, ...rest } = checkpoint
  const { folded, suspects, held } = folding
  return {
    results,
    ...plain(rest),
    begun: waves.begun,
    windows: waves.windows.map(({ settled, again, ...window }) => ({
      ...window,
      again: [...again],
      settled: base64Of(settled),
    })),
    tallies: [...tallies],
    folded: folded.map((host) => ({ ...host, evidence: [...host.evidence] })),
    suspects: [...suspects],
    patience: patience.map(({ waiting, ...host }) => ({ ...host, waiting: Buffer.from(waiting).toString('base64') })),
    held: encodeResults(held).toString('base64'),
  }
}

type Rest = Omit<Checkpoint, 'waves' | 'tallies' | 'folding' | 'patience'>

/** The lists are only read; that they may be written as well is what the schema's types say. */
function plain(rest: Rest): Pick<KeptPart, keyof Rest> {
  return rest as Pick<KeptPart, keyof Rest>
}

function base64Of(words: Uint32Array): string {
  const bytes = Buffer.allocUnsafe(4 * words.length)
  for (let w = 0; w < words.length; w++) bytes.writeUInt32LE(words[w]!, 4 * w)
  return bytes.toString('base64')
}

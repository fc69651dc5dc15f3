import { hostname } from 'node:os'
import { listListeners } from '../local/listeners.ts'
import type { CheckRecord } from '../model/check-record.ts'
import { type Category, categoryRank, type Exposure } from '../model/unions.ts'
import { type CheckRun, check } from '../pipeline.ts'
import { prepareCheck } from '../prepare/check.ts'
import type { Progress } from '../probe/engine.ts'
import type { CheckSummary } from '../report/types.ts'
import { version } from '../version.ts'
import { type CommandContext, exitCodes, undelivered } from './command.ts'
import { parseEndpoints } from './endpoint-word.ts'
import type { CheckFlags } from './flags.ts'
import { sayIncomplete, sayInterrupted } from './incomplete.ts'
import { otherVantages } from './other-vantages.ts'
import { openOutputs } from './output.ts'
import { progressLine } from './progress.ts'

/** The check command: both sides of this machine. */
export async function runCheck(words: readonly string[], flags: CheckFlags, context: CommandContext): Promise<number> {
  const asked = words.map(parseEndpoints)
  const startedAt = new Date().toISOString()
  const vantages = await otherVantages(flags)
  const prepared = await prepareCheck(await insideView(), insideView, vantages.request, asked)
  const interrupted = context.catchInterrupts()
  const outputs = await openOutputs(headOf(prepared.portSpecification, prepared.portCounts, startedAt, context), flags)
  let latest: Progress | null = null
  const progress = progressLine('check', () => latest)
  try {
    const onProgress = (now: Progress) => {
      latest = now
    }
    const run = await check(prepared.request, onProgress, AbortSignal.any([interrupted, outputs.unwanted]))
    progress.stop()
    for (const record of run.records) await outputs.record(record)
    const complete = run.scan.complete && vantages.failures.length === 0
    const notes = [...prepared.notes(), ...vantages.notes(run.records)]
    const delivery = await outputs.finish({ ...summaryOf(run, startedAt, notes), complete })
    if (delivery !== 'whole') return undelivered[delivery]
    if (interrupted.aborted) await sayInterrupted(run.scan, flags)
    else if (!complete) sayIncomplete([...run.scan.notes, ...vantages.failures])
    return exitCode(run, complete, flags, interrupted)
  } catch (error) {
    progress.stop()
    await outputs.abandon(error)
    throw error
  }
}

const insideView = () => listListeners({ allNetns: true })

function headOf(
  portSpecification: { tcp: string; udp: string },
  counts: { tcp: number; udp: number },
  startedAt: string,
  context: CommandContext,
) {
  return { kind: 'check', version, command: context.commandLine, startedAt, portSpecification, counts } as const
}

function summaryOf(
  { records, scan, notes: ofFirewall }: CheckRun,
  startedAt: string,
  notes: readonly string[],
): CheckSummary {
  return {
    startedAt,
    finishedAt: new Date().toISOString(),
    hostname: hostname(),
    byCategory: countBy(records, ({ category }) => category),
    byExposure: countBy(records, ({ exposure }) => exposure),
    closed: scan.byState.closed ?? 0,
    filtered: scan.byState.filtered ?? 0,
    notes: [...notes, ...ofFirewall, ...scan.notes],
    complete: scan.complete,
  }
}

function countBy<Key extends Category | Exposure>(
  records: readonly CheckRecord[],
  keyOf: (record: CheckRecord) => Key,
) {
  const counts: Partial<Record<Key, number>> = {}
  for (const record of records) counts[keyOf(record)] = (counts[keyOf(record)] ?? 0) + 1
  return counts as Record<string, number>
}

function exitCode({ records }: CheckRun, complete: boolean, { failOn }: CheckFlags, interrupted: AbortSignal): number {
  if (interrupted.aborted) return exitCodes.interrupted
  if (!complete) return exitCodes.unfinished
  const met = failOn !== undefined && records.some(({ category }) => categoryRank(category) >= categoryRank(failOn))
  return met ? exitCodes.negative : exitCodes.done
}

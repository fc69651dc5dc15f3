import { JobControl } from '../confined/job-control.ts'
import { UsageError } from '../lib/errors.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { ScanSummary } from '../model/scan-summary.ts'
import { type Category, categoryRank } from '../model/unions.ts'
import { type ScanRequest, type ScanRun, scan } from '../pipeline.ts'
import type { ScanOptions } from '../prepare/options.ts'
import { type PreparedScan, prepareScan } from '../prepare/scan.ts'
import { techniqueOf } from '../probe/ledger.ts'
import type { ReportHead } from '../report/types.ts'
import type { FolderJournal } from '../resume/folder-journal.ts'
import { version } from '../version.ts'
import { type CommandContext, exitCodes, undelivered } from './command.ts'
import type { ScanFlags } from './flags.ts'
import { sayIncomplete, sayInterrupted } from './incomplete.ts'
import { endJournal, journalFor } from './keep-scan.ts'
import type { OutputOptions } from './options.ts'
import { type Outputs, openOutputs, outputSpecs } from './output.ts'
import { progressLine } from './progress.ts'
import { sayFragile } from './say-fragile.ts'
import { sayLogins } from './say-logins.ts'
import { complain } from './terminal.ts'

/** The scan command: prepare, open the outputs, run, report. */
export async function runScan(options: ScanOptions, flags: ScanFlags, context: CommandContext): Promise<number> {
  const { scanner } = context
  const prepared = await prepareScan(options, {
    onFallback: complain,
    onFragile: sayFragile,
    startEarly: true,
    confined: new JobControl(),
    scanner,
  })
  if (flags.dryRun) return printPlan(prepared, flags, context)
  if (prepared.request.identify !== undefined) await sayLogins(flags.ask)
  const head = headOf(prepared, options, context)
  const journal = await journalFor(prepared, head, flags)
  const request = { ...prepared.request, startedAt: new Date(head.startedAt) }
  return reportScan({ request, head, journal }, flags, context)
}

/** A scan that is ready to run: what is to be done, how it is called in reports, and where it is kept. */
export interface ScanJob {
  readonly request: ScanRequest
  readonly head: ReportHead<'scan'>
  readonly journal: FolderJournal | undefined
}

/** What reports a run, whoever starts it. */
export interface RunJob {
  readonly head: ReportHead<'scan'>
  start(signal: AbortSignal): ScanRun
  /** What the progress line calls it. */
  readonly what: string
}

type ReportFlags = OutputOptions & Partial<Pick<ScanFlags, 'failOn'>>

/** Runs a scan and writes its reports. What was interrupted can be resumed. */
export async function reportScan(
  { request, head, journal }: ScanJob,
  flags: ReportFlags,
  context: CommandContext,
): Promise<number> {
  let ended: RunEnd = { kept: true, resumable: true }
  const start = (signal: AbortSignal) => scan({ ...request, ...(journal !== undefined && { journal }) }, signal)
  const job = { head: { ...head, technique: techniqueOf(request) }, start, what: 'scan' }
  try {
    return await reportRun(job, flags, context, (end) => {
      ended = end
    })
  } finally {
    if (journal !== undefined) await endJournal(journal, ended.kept, ended.resumable)
  }
}

/** What is to become of what was kept of a run: kept when it broke off, of no use when that is damaged. */
interface RunEnd {
  readonly kept: boolean
  readonly resumable: boolean
}

/** Runs it and writes its reports as the records come. */
export async function reportRun(
  { head, start, what }: RunJob,
  flags: ReportFlags,
  context: CommandContext,
  onEnd: (end: RunEnd) => void = () => {},
): Promise<number> {
  const interrupted = context.catchInterrupts()
  const outputs = await openOutputs(head, flags)
  const signal = AbortSignal.any([interrupted, outputs.unwanted])
  const run = start(signal)
  try {
    const failed = await stream(run, outputs, flags, what)
    const summary = run.summary()
    const delivery = await outputs.finish(summary)
    onEnd({ kept: interrupted.aborted || delivery === 'failed', resumable: true })
    if (delivery !== 'whole') return undelivered[delivery]
    if (interrupted.aborted) await sayInterrupted(summary, flags)
    else if (!summary.complete) sayIncomplete(summary.notes)
    return exitCode(summary, failed, interrupted)
  } catch (error) {
    // What was kept is damaged: it would be so the next time, too.
    onEnd({ kept: true, resumable: !(error instanceof UsageError) })
    throw error
  }
}

async function printPlan(prepared: PreparedScan, flags: ScanFlags, { commandLine }: CommandContext): Promise<number> {
  const [{ planTexts }, { deliver }] = await Promise.all([import('./dry-run.ts'), import('./print.ts')])
  return deliver(planTexts(prepared, await outputSpecs(flags), commandLine))
}

function headOf({ targets }: PreparedScan, options: ScanOptions, context: CommandContext) {
  return {
    kind: 'scan',
    version,
    command: context.commandLine,
    targets: options.targets,
    startedAt: new Date().toISOString(),
    portSpecification: targets.portSpecification,
    counts: targets.portCounts,
  } as const
}

function isAtLeast(failOn: Category, { state, category }: ScanRecord): boolean {
  return state === 'open' && categoryRank(category) >= categoryRank(failOn)
}

/** Writes the records as they come; true when one met --fail-on. */
async function stream(run: ScanRun, outputs: Outputs<'scan'>, { failOn }: ReportFlags, what: string): Promise<boolean> {
  const progress = progressLine(what, run.progress)
  let met = false
  try {
    for await (const records of run.batches) {
      await outputs.records(records)
      met ||= failOn !== undefined && records.some((record) => isAtLeast(failOn, record))
    }
  } catch (error) {
    await outputs.abandon(error)
    throw error
  } finally {
    progress.stop()
  }
  return met
}

function exitCode({ complete }: ScanSummary, failOnMet: boolean, interrupted: AbortSignal): number {
  if (interrupted.aborted) return exitCodes.interrupted
  if (!complete) return exitCodes.unfinished
  return failOnMet ? exitCodes.negative : exitCodes.done
}

import type { Writable } from 'node:stream'
import { OperationError, UsageError } from '../lib/errors.ts'
import type { Outlet } from './outlet.ts'
import { openOutlet } from './outlet.ts'
import type { Destination, OutputTarget } from './output-file.ts'
import { openOutputFile, reasonOf, resolveOutput, standardOutput } from './output-file.ts'
import type { OutputSpec } from './select-format.ts'
import { loadFormat } from './select-format.ts'
import type { Format, FormatOptions, ReportHead, ReportKind, ReportKinds, Writer } from './types.ts'

/** Every place that one report goes to. */
export interface ReportSink<K extends ReportKind> {
  /** Aborted when no destination is left that takes anything (`| head` has read enough): the work may stop. */
  readonly unwanted: AbortSignal
  /** Resolves when the destinations can take more: await it, and the source is as slow as the slowest of them. */
  record(record: ReportKinds[K]['record']): Promise<void>
  /** Ends the reports and gives the files their names. OperationError, in one line, when one could not be written. */
  finish(summary: ReportKinds[K]['summary']): Promise<void>
  /** Ends them without a summary: the `.partial` files stay, and `warn` says where. Never throws. */
  abandon(error: unknown): Promise<void>
}

export interface SinkOptions {
  /** For standard output; files have neither colours nor a width. */
  readonly terminal: FormatOptions
  readonly stdout: Writable
  /** Takes one line for standard error. */
  warn(line: string): void
}

interface Channel<K extends ReportKind> {
  readonly writer: Writer<K>
  readonly outlet: Outlet
  /** A failure is told once. */
  told: boolean
}

const fileOptions: FormatOptions = { colour: false, width: Number.POSITIVE_INFINITY }

/** Opens every destination before the work begins; UsageError, and nothing left behind, when one of them cannot be. */
export async function openSinks<K extends ReportKind>(
  specs: readonly OutputSpec[],
  head: ReportHead<K>,
  options: SinkOptions,
): Promise<ReportSink<K>> {
  const formats = await Promise.all(specs.map(({ format }) => loadFormat(format)))
  for (const format of formats) mustHold(format, head.kind)
  const destinations = await openDestinations(specs, options.stdout)
  const channels = destinations.map((destination, i): Channel<K> => {
    const formatOptions = specs[i]!.path === null ? options.terminal : fileOptions
    return { writer: formats[i]!.writer(head, formatOptions), outlet: openOutlet(destination), told: false }
  })
  return sinkOf(channels, options)
}

function mustHold(format: Format, kind: ReportKind): void {
  if (format.kinds.includes(kind)) return
  throw new UsageError(`format ${format.id} cannot hold a ${kind} report, only ${format.kinds.join(' and ')}`)
}

async function openDestinations(specs: readonly OutputSpec[], stdout: Writable): Promise<Destination[]> {
  const targets = await Promise.all(specs.map(async ({ path }) => (path === null ? null : resolveOutput(path))))
  mustDiffer(specs, targets)
  const opened: Destination[] = []
  try {
    for (const [i, target] of targets.entries()) {
      opened.push(target === null ? standardOutput(stdout) : await openOutputFile(specs[i]!.path!, target))
    }
  } catch (error) {
    await Promise.all(opened.map((destination) => destination.discard()))
    throw error
  }
  return opened
}

function mustDiffer(specs: readonly OutputSpec[], targets: readonly (OutputTarget | null)[]): void {
  const seen = new Set<string | null>()
  for (const [i, target] of targets.entries()) {
    const path = target === null ? null : target.path
    if (seen.has(path)) {
      const name = specs[i]!.path
      throw new UsageError(
        `two outputs go to ${name === null ? 'standard output' : JSON.stringify(name)}; give each its own`,
      )
    }
    seen.add(path)
  }
}

function sinkOf<K extends ReportKind>(channels: readonly Channel<K>[], { warn }: SinkOptions): ReportSink<K> {
  const unwanted = new AbortController()

  /** Tells of new failures, and stops the work when nobody is left to take its results. */
  async function check(): Promise<void> {
    for (const channel of channels) {
      if (channel.outlet.failure === null || channel.told) continue
      channel.told = true
      if (channel.outlet.gone) continue
      const { destination, failure } = channel.outlet
      const kept = await destination.keep().catch(() => null)
      warn(`${destination.name}: ${reasonOf(failure)}${kept === null ? '' : `; what was written is in ${kept}`}`)
    }
    if (channels.length > 0 && channels.every(({ outlet }) => outlet.failure !== null)) unwanted.abort()
  }

  async function pushAll(textOf: (writer: Writer<K>) => string): Promise<void> {
    await Promise.all(channels.map(({ writer, outlet }) => outlet.push(textOf(writer))))
    if (channels.some(({ outlet, told }) => outlet.failure !== null && !told)) await check()
  }

  const begun = pushAll((writer) => writer.begin())
  return {
    unwanted: unwanted.signal,
    async record(record) {
      await begun
      await pushAll((writer) => writer.record(record))
    },
    async finish(summary) {
      await begun
      await pushAll((writer) => writer.end(summary))
      await Promise.all(channels.map(({ outlet }) => outlet.settle(() => outlet.destination.commit())))
      await check()
      const failed = channels.filter(({ outlet }) => outlet.failure !== null && !outlet.gone)
      if (failed.length === 0) return
      const names = failed.map(({ outlet }) => `${outlet.destination.name} (${reasonOf(outlet.failure)})`)
      throw new OperationError(`could not write ${names.join(', ')}`)
    },
    async abandon(error) {
      await begun
      const message = error instanceof Error ? error.message : String(error)
      await pushAll((writer) => writer.salvage?.(message) ?? '')
      for (const { outlet } of channels) {
        await outlet.settle(async () => {
          const kept = await outlet.destination.keep()
          if (kept !== null) warn(`${outlet.destination.name} is not complete; what was written is in ${kept}`)
        })
      }
      await check()
    },
  }
}

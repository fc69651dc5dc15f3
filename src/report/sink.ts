import { UsageError } from '../lib/errors.ts'
import { cutText } from '../lib/text.ts'
import { proseTextLimit } from './bounds.ts'
import type { ChannelOptions, Delivery } from './channels.ts'
import { openChannels } from './channels.ts'
import type { OutputSpec } from './select-format.ts'
import { loadFormat } from './select-format.ts'
import type { Format, FormatOptions, Pieces, ReportHead, ReportKind, ReportKinds, Writer } from './types.ts'

/** Every place that one report goes to. */
export interface ReportSink<K extends ReportKind> {
  /** Aborted when no destination is left that takes anything (`| head` has read enough): the work may stop. */
  readonly unwanted: AbortSignal
  /** Resolves when the destinations can take more: await it, and the source is as slow as the slowest of them. */
  record(record: ReportKinds[K]['record']): Promise<void>
  /** Many that are there already: ten thousand promises cost more than their text. */
  records(records: readonly ReportKinds[K]['record'][]): Promise<void>
  /** Ends the reports and gives the files their names. What could not be written has been told by then, and so have notes that none of the formats holds. */
  finish(summary: ReportKinds[K]['summary']): Promise<Delivery>
  /** Ends them without a summary: the `.partial` files stay, and `warn` says where. Never throws. */
  abandon(error: unknown): Promise<void>
}

export interface SinkOptions extends ChannelOptions {
  /** For standard output; files have neither colours nor a width. */
  readonly terminal: FormatOptions
}

/** Some 100 KB of JSON: one write, and well below what an outlet lets wait. */
const batchLength = 200

const fileOptions: FormatOptions = { colour: false, width: Number.POSITIVE_INFINITY }

interface Broken<K extends ReportKind> {
  readonly i: number
  readonly writer: Writer<K>
  readonly error: unknown
}

/** Opens every destination before the work begins; UsageError, and nothing left behind, when one of them cannot be. */
export async function openSinks<K extends ReportKind>(
  specs: readonly OutputSpec[],
  head: ReportHead<K>,
  options: SinkOptions,
): Promise<ReportSink<K>> {
  const formats = await Promise.all(specs.map(({ format }) => loadFormat(format)))
  for (const format of formats) mustHold(format, head.kind)
  const paths = specs.map(({ path }) => path)
  const channels = await openChannels(paths, options)
  /** By the place of their channel; who cannot go on is not there any more. */
  const writers = new Map(
    formats.map((format, i) => [i, format.writer(head, paths[i] === null ? options.terminal : fileOptions)] as const),
  )
  const only = (i: number, text: string) => formats.map((_, place) => (place === i ? text : ''))

  /** One text of each, and who could not make one (nowhere to sort what is too much for memory): the others go on. */
  async function pushAll(textOf: (writer: Writer<K>, i: number) => string): Promise<Broken<K>[]> {
    const texts = formats.map(() => '')
    const broken: Broken<K>[] = []
    for (const [i, writer] of writers) {
      try {
        texts[i] = textOf(writer, i)
      } catch (error) {
        broken.push({ i, writer, error })
        writers.delete(i)
      }
    }
    await channels.push(texts)
    return broken
  }
  /** Who cannot take a record says what it has, and that is its end. */
  async function pushRecords(textOf: (writer: Writer<K>) => string): Promise<void> {
    for (const { i, writer, error } of await pushAll(textOf)) {
      try {
        for (const piece of writer.salvage?.(messageOf(error)) ?? []) await channels.push(only(i, piece))
      } catch {
        // The first error is the one to tell.
      }
      await channels.fail(i, error)
    }
  }
  /** Side by side, each as far as it goes; a piece is made when all places can take more. Never throws. */
  async function pushEndings(endingOf: (writer: Writer<K>) => Pieces): Promise<void> {
    const sources = new Map([...writers].map(([i, writer]) => [i, endingOf(writer)[Symbol.iterator]()]))
    for (let more = true; more && !channels.unwanted.aborted; ) {
      more = false
      const broken = await pushAll((_, i) => {
        const { done, value } = sources.get(i)!.next()
        more ||= done !== true
        return done === true ? '' : value
      })
      for (const { i, error } of broken) await channels.fail(i, error)
    }
    for (const source of sources.values()) source.return?.()
  }
  const begun = pushRecords((writer) => writer.begin())
  return {
    unwanted: channels.unwanted,
    async record(record) {
      await begun
      await pushRecords((writer) => writer.record(record))
    },
    async records(records) {
      await begun
      for (let start = 0; start < records.length && !channels.unwanted.aborted; start += batchLength) {
        const batch = records.slice(start, start + batchLength)
        await pushRecords((writer) => batch.map((record) => writer.record(record)).join(''))
      }
    },
    async finish(summary) {
      await begun
      await pushEndings((writer) => writer.end(summary))
      const delivery = await channels.commit()
      const untold = formats.every(({ withoutNotes }) => withoutNotes)
      if (delivery === 'whole' && untold) await tellNotes(head.kind, summary, options.warn)
      return delivery
    },
    async abandon(error) {
      await begun
      await pushEndings((writer) => writer.salvage?.(messageOf(error)) ?? [])
      await channels.keep()
    },
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** A note that no destination has room for must not be lost with it. */
async function tellNotes<K extends ReportKind>(
  kind: K,
  summary: ReportKinds[K]['summary'],
  warn: (line: string) => void,
): Promise<void> {
  const [{ views }, { remarksOf }] = await Promise.all([import('./views/views.ts'), import('./views/view.ts')])
  for (const { text } of remarksOf(views[kind], summary)) warn(`note: ${cutText(text, proseTextLimit)}`)
}

function mustHold(format: Format, kind: ReportKind): void {
  if (format.kinds.includes(kind)) return
  throw new UsageError(`format ${format.id} cannot hold a ${kind} report, only ${format.kinds.join(' and ')}`)
}

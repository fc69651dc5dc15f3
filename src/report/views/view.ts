import { remembering } from '../../lib/remembering.ts'
import type { ReportHead, ReportKind, ReportKinds } from '../types.ts'

/** How a value is marked. Colour never stands alone: the text says the same. */
export type Tone = 'risky' | 'administrative' | 'other' | 'normal' | 'muted' | 'warning' | 'strong' | 'plain'

/** What a value may need besides its record. */
export interface ViewContext {
  /** Seconds from an instant to the start of the report, so that it reads the same later; NaN for what is none. */
  secondsSince(instant: string): number
}

export function viewContext(head: ReportHead): ViewContext {
  const now = Date.parse(head.startedAt)
  return { secondsSince: remembering((instant: string) => Math.floor((now - Date.parse(instant)) / 1000)) }
}

export interface Column<R> {
  /** Name for machines (CSV header); fixed. */
  readonly key: string
  /** Name for people. */
  readonly header: string
  /** `people`: table, Markdown, HTML; `data`: CSV. Where a person reads one composed value, a machine gets its parts. */
  readonly for: 'people' | 'data' | 'both'
  /** Text may be foreign: a format escapes it. Null is "nothing to say". */
  value(record: R, context: ViewContext): string | number | boolean | null
  tone?(record: R): Tone
  /** What to order by where the text does not sort by itself. */
  sort?(record: R): string | number
  readonly align?: 'right'
  /** The column repeats the heading of its group, and is left out under one. */
  readonly grouped?: true
  /** Never cut on a narrow terminal. */
  readonly essential?: true
  /** Left out on a terminal that has no room for it. */
  readonly optional?: true
  /** Prose: takes the room that is left, is the first to be cut, and stands under the row where it has no room (terminal). */
  readonly prose?: true
  /** A line of its own under the row, where rows are narrow (terminal). */
  readonly below?: true
}

export interface View<K extends ReportKind> {
  title(head: ReportHead<K>): string
  /** The title with what the report is about: `Open ports of 10.0.0.0/24`. The summary is null when it broke off. Text may be foreign. */
  subject(
    head: ReportHead<K>,
    summary: ReportKinds[K]['summary'] | null,
    shown: Iterable<ReportKinds[K]['record']>,
  ): string
  readonly columns: readonly Column<ReportKinds[K]['record']>[]
  /** Heading that records are listed under on a terminal (none when it is empty), and the text by which the groups are ordered. */
  readonly group?: {
    heading(record: ReportKinds[K]['record']): string
    order(record: ReportKinds[K]['record']): string
  }
  /** Records, in that order, as the rows that people read: one may stand for several. */
  rows?(records: readonly ReportKinds[K]['record'][]): readonly ReportKinds[K]['record'][]
  /** Text whose order is the one in which a person wants to read: risky first. */
  order(record: ReportKinds[K]['record']): string
  /** Records that the summary already tells in one line (a host that answers on everything). */
  folded?(summary: ReportKinds[K]['summary']): (record: ReportKinds[K]['record']) => boolean
  /** About how many bytes of memory a record takes. Only for kinds that may have more records than memory holds. */
  weight?(record: ReportKinds[K]['record']): number
  /** `3 risky, 2 administrative, 5 normal; 65,520 closed, 5 filtered` */
  headline(summary: ReportKinds[K]['summary']): string
  /** Big numbers of the summary, for cards. */
  cards(summary: ReportKinds[K]['summary']): readonly Card[]
  /** Read before the results: what is missing. Text may be foreign. */
  warnings(summary: ReportKinds[K]['summary']): readonly Remark[]
  /** How it was done: engine, vantage, duration. */
  facts(summary: ReportKinds[K]['summary'], head: ReportHead<K>): string
  /** What a row rests on, as one line: how and when it was seen. Text may be foreign. */
  evidence(record: ReportKinds[K]['record'], context: ViewContext): string
  /** One line each about what is not in the rows: folded hosts, hosts with nothing open. Text may be foreign. */
  remarks(summary: ReportKinds[K]['summary'], shown: Iterable<ReportKinds[K]['record']>): readonly Remark[]
  /** Of what is not in the rows, what may be taken for "nothing is there": folded hosts. Text may be foreign. */
  folds?(summary: ReportKinds[K]['summary']): readonly Remark[]
  /** What a reader must know, last: limits that were met. Text may be foreign. */
  notes(summary: ReportKinds[K]['summary']): readonly Remark[]
}

export interface Card {
  readonly label: string
  readonly value: number
  readonly tone: Tone
}

export interface Remark {
  readonly text: string
  readonly tone: Tone
}

/** What a reader must know besides records. Text may be foreign. */
export function remarksOf<K extends ReportKind>(view: View<K>, summary: ReportKinds[K]['summary']): readonly Remark[] {
  return [...(view.folds?.(summary) ?? []), ...view.notes(summary)]
}

export const columnsFor = <R>(columns: readonly Column<R>[], reader: 'people' | 'data'): readonly Column<R>[] =>
  columns.filter((column) => column.for === 'both' || column.for === reader)

/** Without the columns that say nothing of any of the records. */
export function withContent<R>(columns: readonly Column<R>[], records: Iterable<R>, context: ViewContext) {
  const silent = new Set(columns)
  for (const record of records) {
    for (const column of silent) {
      const value = column.value(record, context)
      if (value !== null && value !== '') silent.delete(column)
    }
    if (silent.size === 0) break
  }
  return columns.filter((column) => !silent.has(column))
}

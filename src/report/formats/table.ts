import pc from 'picocolors'
import { escapeTerminal } from '../../lib/escape.ts'
import { cutText, cutToWidth } from '../../lib/text.ts'
import { proseTextLimit, wordTextLimit } from '../bounds.ts'
import { collect, type Ending } from '../collect.ts'
import { firstOf, mapped } from '../sorting/records.ts'
import type { TableCell, TableStyle } from '../terminal-table.ts'
import { layOut, tableCell } from '../terminal-table.ts'
import type { FormatOptions, ReportHead, ReportKind, ReportKinds, Writer } from '../types.ts'
import { defineFormat } from '../types.ts'
import type { Column, Tone, View, ViewContext } from '../views/view.ts'
import { columnsFor, viewContext } from '../views/view.ts'
import { views } from '../views/views.ts'

/** What a terminal shows: aligned, coloured, risky on top, and the sum of it in one line. */
export default defineFormat({
  id: 'table',
  summary: 'for reading on a terminal',
  extensions: ['.txt'],
  kinds: ['scan', 'check', 'ports'],
  writer: (head, options) => tableWriter(views[head.kind], head, options),
})

function tableWriter<K extends ReportKind>(view: View<K>, head: ReportHead<K>, options: FormatOptions): Writer<K> {
  const paint = painter(options.colour)
  const line = (text: string, tone: Tone) => paint(cutToWidth(shown(text), options.width), tone)
  /** Notes are read in full: they are wrapped by the terminal, never cut. */
  const note = (text: string, tone: Tone) => paint(shown(text), tone)

  function* render(
    records: Iterable<ReportKinds[K]['record']>,
    { summary, interrupted }: Ending<K>,
  ): Generator<string, void, undefined> {
    const body = () => rowLines(view, head, records, { width: options.width, paint })
    if (summary === null) {
      yield* [note(`Interrupted: ${interrupted}`, 'warning'), '']
      yield* paragraph(body())
      return
    }
    yield* paragraph(view.warnings(summary).map(({ text, tone }) => note(text, tone)))
    yield* paragraph(body())
    yield* paragraph(view.remarks(summary, records).map(({ text, tone }) => note(text, tone)))
    yield paint(shown(view.headline(summary)), 'strong')
    yield line(view.facts(summary, head), 'muted')
    yield* view.notes(summary).map(({ text, tone }) => note(`Note: ${text}`, tone))
  }
  const { memory } = options
  return collect(view, (records, ending) => mapped(render(records, ending), (text) => `${text}\n`), {
    grouped: true,
    ...(memory !== undefined && { memory }),
  })
}

const shown = (text: string, limit = proseTextLimit) => escapeTerminal(cutText(text, limit))

/** The lines and an empty one, or nothing. */
function* paragraph(lines: Iterable<string>): Generator<string, void, undefined> {
  let some = false
  for (const line of lines) {
    yield line
    some = true
  }
  if (some) yield ''
}

function* rowLines<K extends ReportKind>(
  view: View<K>,
  head: ReportHead<K>,
  records: Iterable<ReportKinds[K]['record']>,
  { width, paint }: Pick<TableStyle, 'width' | 'paint'>,
): Generator<string, void, undefined> {
  const first = firstOf(records)
  if (first === undefined) return
  const context = viewContext(head)
  const people = columnsFor(view.columns, 'people')
  const inRow = people.filter((column) => column.below !== true && !(view.group && column.grouped))
  const below = people.filter((column) => column.below === true)
  const headingOf = (record: ReportKinds[K]['record']) => view.group?.heading(record) ?? ''
  // Rows stand under their headings, unless the first ones have none.
  const indent = headingOf(first) === '' ? '' : '  '
  const cells = inRow.map((column) => new ColumnCells(column, context))
  const cellsBelow = below.map((column) => new ColumnCells(column, context))
  // Once to see how wide each column is.
  for (const record of records) for (const each of cells) each.cellOf(record)
  const layout = layOut(
    cells.map(({ column, widest }) => {
      const { header, align = 'left' } = column
      return { header, widest, align, room: room(column) }
    }),
    { width, paint, indent },
  )
  yield layout.header()
  let under = ''
  for (const record of records) {
    const heading = headingOf(record)
    if (heading !== under) {
      if (indent === '') yield ''
      yield paint(cutToWidth(shown(heading), width), 'strong')
      under = heading
    }
    yield layout.row({
      cells: cells.map((each) => each.cellOf(record)),
      below: cellsBelow.map((each) => each.cellOf(record)).filter(({ text }) => text !== ''),
    })
  }
}

function room<R>({ prose, essential, optional }: Column<R>): 'essential' | 'text' | 'optional' | 'prose' {
  if (essential === true) return 'essential'
  if (optional === true) return 'optional'
  return prose === true ? 'prose' : 'text'
}

/** Makes the cells of a column: the very same one again for a value that the record before had too. */
class ColumnCells<R> {
  readonly column: Column<R>
  /** Of all that were made, in terminal columns. */
  widest = 0
  readonly #context: ViewContext
  readonly #limit: number
  #value: ReturnType<Column<R>['value']> = null
  #cell = tableCell('', 'plain')

  constructor(column: Column<R>, context: ViewContext) {
    this.column = column
    this.#context = context
    this.#limit = column.prose === true ? proseTextLimit : wordTextLimit
  }

  cellOf(record: R): TableCell {
    const value = this.column.value(record, this.#context)
    const tone = this.column.tone?.(record) ?? 'plain'
    if (value !== this.#value || tone !== this.#cell.tone) {
      this.#value = value
      this.#cell = tableCell(shown(String(value ?? ''), this.#limit), tone)
      this.widest = Math.max(this.widest, this.#cell.width)
    }
    return this.#cell
  }
}

function painter(colour: boolean): (text: string, tone: Tone) => string {
  const c = pc.createColors(colour)
  const inks: Readonly<Record<Tone, (text: string) => string>> = {
    risky: (text) => c.bold(c.red(text)),
    warning: c.red,
    administrative: c.yellow,
    other: c.cyan,
    normal: c.green,
    muted: c.dim,
    strong: c.bold,
    plain: (text) => text,
  }
  return (text, tone) => (text === '' ? '' : inks[tone](text))
}

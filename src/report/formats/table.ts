import pc from 'picocolors'
import { escapeTerminal } from '../../lib/escape.ts'
import { cutText, cutToWidth } from '../../lib/text.ts'
import { proseTextLimit, wordTextLimit } from '../bounds.ts'
import { collect } from '../collect.ts'
import { groupBy } from '../group.ts'
import type { TableRow, TableStyle } from '../terminal-table.ts'
import { layOut } from '../terminal-table.ts'
import type { FormatOptions, ReportHead, ReportKind, ReportKinds, Writer } from '../types.ts'
import { defineFormat } from '../types.ts'
import type { Column, Tone, View, ViewContext } from '../views/view.ts'
import { columnsFor } from '../views/view.ts'
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

  return collect(
    view,
    (records, ending) => {
      const body = records.length === 0 ? [] : [...rowLines(view, head, records, { width: options.width, paint }), '']
      const { summary } = ending
      if (summary === null) return joined([note(`Interrupted: ${ending.interrupted}`, 'warning'), '', ...body])
      const warnings = view.warnings(summary).map(({ text, tone }) => note(text, tone))
      const remarks = view.remarks(summary, records).map(({ text, tone }) => note(text, tone))
      const notes = view.notes(summary).map(({ text, tone }) => note(`Note: ${text}`, tone))
      return joined([
        ...(warnings.length === 0 ? [] : [...warnings, '']),
        ...body,
        ...(remarks.length === 0 ? [] : [...remarks, '']),
        paint(shown(view.headline(summary)), 'strong'),
        line(view.facts(summary, head), 'muted'),
        ...notes,
      ])
    },
    { grouped: true },
  )
}

const joined = (lines: readonly string[]) => `${lines.join('\n')}\n`
const shown = (text: string, limit = proseTextLimit) => escapeTerminal(cutText(text, limit))

function rowLines<K extends ReportKind>(
  view: View<K>,
  head: ReportHead<K>,
  records: readonly ReportKinds[K]['record'][],
  { width, paint }: Pick<TableStyle, 'width' | 'paint'>,
): string[] {
  const context = { now: Date.parse(head.startedAt) }
  const people = columnsFor(view.columns, 'people')
  const inRow = people.filter((column) => column.below !== true && !(view.group && column.grouped))
  const below = people.filter((column) => column.below === true)
  const groups = view.group === undefined ? new Map([['', records]]) : groupBy(records, view.group.heading)
  // Rows stand under their headings, unless the first ones have none.
  const indent = groups.has('') ? '' : '  '
  const rows = new Map(records.map((record) => [record, tableRow(record, inRow, below, context)]))
  const layout = layOut(
    inRow.map((column) => ({ header: column.header, align: column.align ?? 'left', room: room(column) })),
    [...rows.values()],
    { width, paint, indent },
  )
  const lines = [layout.header()]
  for (const [heading, members] of groups) {
    if (heading !== '' && indent === '') lines.push('')
    if (heading !== '') lines.push(paint(cutToWidth(shown(heading), width), 'strong'))
    for (const record of members) lines.push(...layout.row(rows.get(record)!))
  }
  return lines
}

function room<R>({ prose, essential, optional }: Column<R>): 'essential' | 'text' | 'optional' | 'prose' {
  if (essential === true) return 'essential'
  if (optional === true) return 'optional'
  return prose === true ? 'prose' : 'text'
}

function tableRow<R>(
  record: R,
  inRow: readonly Column<R>[],
  below: readonly Column<R>[],
  context: ViewContext,
): TableRow {
  const cell = (column: Column<R>) => ({
    text: shown(String(column.value(record, context) ?? ''), column.prose === true ? proseTextLimit : wordTextLimit),
    tone: column.tone?.(record) ?? 'plain',
  })
  return { cells: inRow.map(cell), below: below.map(cell).filter(({ text }) => text !== '') }
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

import { escapeMarkdown } from '../../lib/escape.ts'
import { cutText } from '../../lib/text.ts'
import { proseTextLimit } from '../bounds.ts'
import { collect, type Ending } from '../collect.ts'
import { firstOf } from '../sorting/records.ts'
import type { FormatOptions, ReportHead, ReportKind, ReportKinds, Writer } from '../types.ts'
import { defineFormat } from '../types.ts'
import type { View } from '../views/view.ts'
import { columnsFor, viewContext, withContent } from '../views/view.ts'
import { views } from '../views/views.ts'

/** A table as GitHub renders it, risky rows first. */
export default defineFormat({
  id: 'markdown',
  summary: 'a table for GitHub and the like',
  extensions: ['.md', '.markdown'],
  kinds: ['scan', 'check', 'ports'],
  writer: (head, options) => markdownWriter(views[head.kind], head, options),
})

function markdownWriter<K extends ReportKind>(
  view: View<K>,
  head: ReportHead<K>,
  { memory }: FormatOptions,
): Writer<K> {
  function* render(
    records: Iterable<ReportKinds[K]['record']>,
    { summary, interrupted }: Ending<K>,
  ): Generator<string, void, undefined> {
    yield `## ${view.title(head)}\n`
    yield `\n${shown(head.command)} (portreeve ${shown(head.version)}, ${shown(head.startedAt)})\n`
    const closing = summary === null ? `Interrupted: ${interrupted}` : view.headline(summary)
    const warnings = summary === null ? [] : view.warnings(summary).map(({ text }) => text)
    for (const text of [...warnings, closing]) yield `\n**${shown(text)}**\n`
    yield* table(view, head, records)
    if (summary === null) return
    const remarks = [...view.remarks(summary, records), ...view.notes(summary)]
    if (remarks.length > 0) yield '\n'
    for (const { text } of remarks) yield `- ${shown(text)}\n`
    yield `\n_${shown(view.facts(summary, head))}_\n`
  }
  return collect(view, render, memory === undefined ? {} : { memory })
}

function* table<K extends ReportKind>(
  view: View<K>,
  head: ReportHead<K>,
  records: Iterable<ReportKinds[K]['record']>,
): Generator<string, void, undefined> {
  if (firstOf(records) === undefined) return
  const context = viewContext(head)
  const columns = withContent(columnsFor(view.columns, 'people'), records, context)
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  yield `\n${row(columns.map(({ header }) => header))}`
  yield row(columns.map(({ align }) => (align === 'right' ? '---:' : '---')))
  for (const record of records) yield row(columns.map((column) => shown(String(column.value(record, context) ?? ''))))
}

const shown = (text: string) => escapeMarkdown(cutText(text, proseTextLimit))

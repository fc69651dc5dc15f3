import { escapeMarkdown } from '../../lib/escape.ts'
import { cutText } from '../../lib/text.ts'
import { proseTextLimit } from '../bounds.ts'
import { collect } from '../collect.ts'
import type { ReportHead, ReportKind, ReportKinds, Writer } from '../types.ts'
import { defineFormat } from '../types.ts'
import type { View } from '../views/view.ts'
import { columnsFor, withContent } from '../views/view.ts'
import { views } from '../views/views.ts'

/** A table as GitHub renders it, risky rows first. */
export default defineFormat({
  id: 'markdown',
  summary: 'a table for GitHub and the like',
  extensions: ['.md', '.markdown'],
  kinds: ['scan', 'check', 'ports'],
  writer: (head) => markdownWriter(views[head.kind], head),
})

function markdownWriter<K extends ReportKind>(view: View<K>, head: ReportHead<K>): Writer<K> {
  return collect(view, (records, ending) => {
    const { summary } = ending
    const closing = summary === null ? `Interrupted: ${ending.interrupted}` : view.headline(summary)
    const warnings = summary === null ? [] : view.warnings(summary)
    const remarks = summary === null ? [] : [...view.remarks(summary, records), ...view.notes(summary)]
    const facts = summary === null ? [] : [`_${shown(view.facts(summary, head))}_`]
    const lines = [
      `## ${view.title}`,
      `${shown(head.command)} (portreeve ${shown(head.version)}, ${shown(head.startedAt)})`,
      ...warnings.map(({ text }) => `**${shown(text)}**`),
      `**${shown(closing)}**`,
      ...(records.length === 0 ? [] : [table(view, head, records)]),
      ...(remarks.length === 0 ? [] : [remarks.map(({ text }) => `- ${shown(text)}`).join('\n')]),
      ...facts,
    ]
    return `${lines.join('\n\n')}\n`
  })
}

function table<K extends ReportKind>(
  view: View<K>,
  head: ReportHead<K>,
  records: readonly ReportKinds[K]['record'][],
): string {
  const context = { now: Date.parse(head.startedAt) }
  const columns = withContent(columnsFor(view.columns, 'people'), records, context)
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    row(columns.map(({ header }) => header)),
    row(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...records.map((record) => row(columns.map((column) => shown(String(column.value(record, context) ?? ''))))),
  ].join('\n')
}

const shown = (text: string) => escapeMarkdown(cutText(text, proseTextLimit))

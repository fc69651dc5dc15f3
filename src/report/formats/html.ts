import { collect } from '../collect.ts'
import { page, shown } from '../html/page.ts'
import { tableOf } from '../html/rows.ts'
import type { FormatOptions, ReportHead, ReportKind, Writer } from '../types.ts'
import { defineFormat } from '../types.ts'
import type { View } from '../views/view.ts'
import { views } from '../views/views.ts'

/** One self-contained file: it loads nothing, prints well, and sorts and filters where scripts run. */
export default defineFormat({
  id: 'html',
  summary: 'one self-contained page for browsers and paper',
  extensions: ['.html', '.htm'],
  kinds: ['scan', 'check', 'ports'],
  writer: (head, options) => htmlWriter(views[head.kind], head, options),
})

function htmlWriter<K extends ReportKind>(view: View<K>, head: ReportHead<K>, { memory }: FormatOptions): Writer<K> {
  const footer = `<code>${shown(head.command)}</code><br>Portreeve ${shown(head.version)}, started ${shown(head.startedAt)}`
  const date = head.startedAt.slice(0, '2026-03-01'.length)
  return collect(
    view,
    (records, { summary, interrupted }) =>
      page({
        title: `${view.subject(head, summary, records)}, ${date}`,
        headline: summary === null ? `Interrupted: ${interrupted}` : view.headline(summary),
        facts: summary === null ? '' : view.facts(summary, head),
        cards: summary === null ? [] : view.cards(summary),
        remarks: summary === null ? [] : [...view.warnings(summary), ...view.remarks(summary, records)],
        table: tableOf(view, head, records),
        notes: summary === null ? [] : view.notes(summary),
        footer,
      }),
    { grouped: true, ...(memory !== undefined && { memory }) },
  )
}

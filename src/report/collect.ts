import type { ReportKind, ReportKinds, Writer } from './types.ts'
import type { View } from './views/view.ts'
import { inOrder } from './views/view.ts'

type RecordOf<K extends ReportKind> = ReportKinds[K]['record']

/** How a report ended: with its summary, or broken off (no summary) with a message. */
export interface Ending<K extends ReportKind> {
  readonly summary: ReportKinds[K]['summary'] | null
  readonly interrupted: string
}

/**
 * A writer for formats that must sort: it says nothing until the end. `render` gets what is to be shown, in reading order
 * (`grouped`: the records of a group together).
 */
export function collect<K extends ReportKind>(
  view: View<K>,
  render: (records: readonly RecordOf<K>[], ending: Ending<K>) => string,
  { grouped = false } = {},
): Writer<K> {
  const order = (record: RecordOf<K>) =>
    grouped && view.group !== undefined ? `${view.group.order(record)}\0${view.order(record)}` : view.order(record)
  const records: RecordOf<K>[] = []
  const rows = (shown: readonly RecordOf<K>[]) => {
    const sorted = inOrder(shown, order)
    return view.rows?.(sorted) ?? sorted
  }
  return {
    begin: () => '',
    record(record) {
      records.push(record)
      return ''
    },
    end(summary) {
      const shown = records.filter((record) => view.folded?.(record, summary) !== true)
      return render(rows(shown), { summary, interrupted: '' })
    },
    salvage: (interrupted) => render(rows(records), { summary: null, interrupted }),
  }
}

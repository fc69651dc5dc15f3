import { filtered, inPieces } from './sorting/records.ts'
import { Sorter } from './sorting/sorter.ts'
import type { FormatOptions, ReportKind, ReportKinds, Writer } from './types.ts'
import type { View } from './views/view.ts'

type RecordOf<K extends ReportKind> = ReportKinds[K]['record']

/** How a report ended: with its summary, or broken off (no summary) with a message. */
export interface Ending<K extends ReportKind> {
  readonly summary: ReportKinds[K]['summary'] | null
  readonly interrupted: string
}

interface CollectOptions extends Pick<FormatOptions, 'memory'> {
  /** The records of a group together. */
  readonly grouped?: boolean
}

/**
 * A writer for formats that must sort: it says nothing until the end. `render` gets what is to be shown, in reading order:
 * an array, or, where there are too many records for memory, what reads them anew each time that it is gone through.
 */
export function collect<K extends ReportKind>(
  view: View<K>,
  render: (records: Iterable<RecordOf<K>>, ending: Ending<K>) => Iterable<string>,
  { grouped = false, memory }: CollectOptions,
): Writer<K> {
  const key = (record: RecordOf<K>) =>
    grouped && view.group !== undefined ? `${view.group.order(record)}\0${view.order(record)}` : view.order(record)
  const sorter = new Sorter<RecordOf<K>>({ key, weight: view.weight, memory })

  function* rendered(ending: Ending<K>): Generator<string, void, undefined> {
    try {
      const isFolded = ending.summary === null ? undefined : view.folded?.(ending.summary)
      const sorted = sorter.sorted()
      const shown = isFolded === undefined ? sorted : filtered(sorted, (record) => !isFolded(record))
      yield* inPieces(render(view.rows?.([...shown]) ?? shown, ending))
    } finally {
      sorter.close()
    }
  }
  return {
    begin: () => '',
    record(record) {
      sorter.add(record)
      return ''
    },
    end: (summary) => rendered({ summary, interrupted: '' }),
    salvage: (interrupted) => rendered({ summary: null, interrupted }),
  }
}

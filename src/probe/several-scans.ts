import type { ScanSummary } from '../model/scan-summary.ts'
import type { State } from '../model/unions.ts'
import type { Progress } from './engine.ts'

/** How far scans are that run one after the other. */
export function progressOfAll(scans: readonly { readonly progress: Progress }[]): Progress {
  const sumOf = (field: 'done' | 'total' | 'sent' | 'open') =>
    scans.reduce((sum, { progress }) => sum + progress[field], 0)
  return { done: sumOf('done'), total: sumOf('total'), sent: sumOf('sent'), open: sumOf('open') }
}

/** What the ends of several scans say together. */
export type SummaryOfAll = Pick<ScanSummary, 'endpoints' | 'unprobed' | 'notes' | 'complete'> & {
  readonly byState: Readonly<Partial<Record<State, number>>>
}

export function summaryOfAll(all: readonly ScanSummary[]): SummaryOfAll {
  const byState: Partial<Record<State, number>> = {}
  for (const summary of all)
    for (const [state, count] of Object.entries(summary.byState) as [State, number][])
      byState[state] = (byState[state] ?? 0) + count
  return {
    endpoints: all.reduce((sum, { endpoints }) => sum + endpoints, 0),
    unprobed: all.reduce((sum, { unprobed }) => sum + unprobed, 0),
    byState,
    notes: [...new Set(all.flatMap(({ notes }) => notes))],
    complete: all.every(({ complete }) => complete),
  }
}

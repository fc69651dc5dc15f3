import { count, groupDigits } from '../lib/text.ts'
import type { ScanSummary } from '../model/scan-summary.ts'
import { loadFormat } from '../report/select-format.ts'
import type { OutputOptions } from './options.ts'
import { outputSpecs } from './output.ts'
import { complain } from './terminal.ts'

/** Exit code 3 never comes without its reason, also where the format (jsonl, csv) has no place for one. */
export function sayIncomplete(notes: readonly string[]): void {
  complain(`not complete: ${notes.at(-1) ?? 'it broke off before its end'}`)
}

type Reach = Pick<ScanSummary, 'complete' | 'unprobed' | 'endpoints'>

/** How far an interrupted scan got; null when it is complete, or every output says so itself. */
export async function interruptionText(reach: Reach, options: OutputOptions): Promise<string | null> {
  if (reach.complete) return null
  const specs = await outputSpecs(options)
  const formats = await Promise.all(specs.map(({ format }) => loadFormat(format)))
  if (!formats.some(({ withoutNotes }) => withoutNotes)) return null
  const verb = reach.unprobed === 1 ? 'has' : 'have'
  return `interrupted: ${groupDigits(reach.unprobed)} of ${count(reach.endpoints, 'endpoint')} ${verb} no state`
}

/** After Ctrl-C: one line for those who read only records. */
export async function sayInterrupted(reach: Reach, options: OutputOptions): Promise<void> {
  const text = await interruptionText(reach, options)
  if (text !== null) complain(text)
}

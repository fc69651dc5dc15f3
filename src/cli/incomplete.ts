import { complain } from './terminal.ts'

/** Exit code 3 never comes without its reason, also where the format (jsonl, csv) has no place for one. */
export function sayIncomplete(notes: readonly string[]): void {
  complain(`not complete: ${notes.at(-1) ?? 'it broke off before its end'}`)
}

import { escapeTerminal } from '../lib/escape.ts'

/** Exit code 3 never comes without its reason, also where the format (jsonl, csv) has no place for one. */
export function sayIncomplete(notes: readonly string[]): void {
  process.stderr.write(`portreeve: not complete: ${escapeTerminal(notes.at(-1) ?? 'it broke off before its end')}\n`)
}

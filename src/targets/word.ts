import { UsageError } from '../lib/errors.ts'
import { escapeTerminal } from '../lib/escape.ts'
import { cutText } from '../lib/text.ts'

/** One word that a person wrote, and where: what an error message has to name. */
export interface Word {
  readonly text: string
  /** `target 3`, `hosts.txt:3:14`, `portreeve.yaml:4:12`. */
  readonly place: string
}

/** Longer words can only be mistakes: a host name ends at 253 characters, a list of octets at about 200. */
export const longestWord = 1024

const longestQuote = 60

/** `target 3 "10.0.0.300": 300 is no octet (0–255)` */
export function refusal(word: Word, problem: string): UsageError {
  return new UsageError(`${word.place} ${quote(word.text)}: ${problem}`)
}

/** Foreign text for a message: in quotes, short, and with everything escaped that a terminal would act on. */
export function quote(text: string): string {
  return `"${escapeTerminal(cutText(text, longestQuote))}"`
}

/** Grouped by thousands, as a person reads it. */
export function grouped(value: number | bigint): string {
  return value.toLocaleString('en-US')
}

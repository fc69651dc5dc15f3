import { escapeTerminal } from '../lib/escape.ts'
import { cutText } from '../lib/text.ts'

const longestText = 1000

/** One line, with nothing in it that a terminal would act upon. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText && escapeTerminal(value) === value
}

/** A text as `isText` wants it: for whatever there is to say of an error. */
export function fittingText(text: string): string {
  return cutText(escapeTerminal(cutText(text, longestText)), longestText)
}

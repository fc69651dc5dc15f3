import { escapeJson } from '../lib/escape.ts'
import { cutText } from '../lib/text.ts'
import { machineTextLimit } from './bounds.ts'

const cut = (_: string, value: unknown) => (typeof value === 'string' ? cutText(value, machineTextLimit) : value)

/** One line of JSON: long text cut, nothing in it acts on a terminal. */
export function jsonText(value: unknown): string {
  const whole = JSON.stringify(value)
  // No text in it is longer than all of it; looking at each value takes three times as long.
  return escapeJson(whole.length <= machineTextLimit ? whole : JSON.stringify(value, cut))
}

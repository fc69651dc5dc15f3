import { escapeJson } from '../lib/escape.ts'
import { cutText } from '../lib/text.ts'
import { machineTextLimit } from './bounds.ts'

const cut = (_: string, value: unknown) => (typeof value === 'string' ? cutText(value, machineTextLimit) : value)

/** One line of JSON: long text cut, nothing in it acts on a terminal. */
export function jsonText(value: unknown): string {
  return escapeJson(JSON.stringify(value, cut))
}

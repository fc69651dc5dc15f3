import { remembering } from '../lib/remembering.ts'
import { jsonText } from './json-text.ts'
import { type FieldOrder, recordOrder } from './record-order.ts'
import type { ReportKind, ReportKinds } from './types.ts'

type TextOf = (value: unknown) => string

/**
 * Makes a writer of records as JSON: exactly the model's fields, in the model's order; optional ones that are missing are left out.
 * For 10,000 listeners of 1,000 processes a fifth of the work of copying each into order and JSON.stringify.
 */
export function recordWriter<K extends ReportKind>(kind: K): (record: ReportKinds[K]['record']) => string {
  return objectText(recordOrder[kind])
}

function objectText(order: FieldOrder): TextOf {
  const fields = Object.entries(order).map(([name, inner], i) => {
    const lead = `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`
    const valueText = inner === null ? jsonText : nestedText(inner)
    return { name, textOf: remembering((value) => lead + valueText(value)) }
  })
  return (value) => {
    const record = value as Readonly<Record<string, unknown>>
    let text = ''
    for (const { name, textOf } of fields) if (record[name] !== undefined) text += textOf(record[name])
    return `${text}}`
  }
}

/** Text of an object, or of a list of objects. */
function nestedText(order: FieldOrder): TextOf {
  const ofObject = objectText(order)
  const ofItem = remembering((value) => (isObject(value) ? ofObject(value) : jsonText(value)))
  return (value) => (Array.isArray(value) ? `[${value.map(ofItem).join(',')}]` : ofItem(value))
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

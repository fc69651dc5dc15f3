// decodes foreign bytes

import { formatAddress, parseAddress } from '../lib/address.ts'
import { fieldOf, parseJson } from '../lib/json.ts'
import { cutText } from '../lib/text.ts'
import { states, transports } from '../model/unions.ts'
import { longestVantage, type OutsideView, type SeenOutside } from './seen.ts'

/**
 * The records of a scan as `portreeve scan -f jsonl` (one a line) or `-f json` (in a document) write them. Never throws.
 * @param vantage of records that name none
 */
export function decodeScanRecords(text: string, vantage: string): OutsideView {
  const whole = parseJson(text)
  const records = fieldOf(whole, 'records')
  const entries = Array.isArray(records)
    ? records
    : text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parseJson)
  const seen = entries.flatMap((entry) => seenOf(entry, vantage))
  return { seen, unread: entries.length - seen.length }
}

function seenOf(record: unknown, otherwise: string): readonly SeenOutside[] {
  const address = parseAddress(String(fieldOf(record, 'address')))
  const transport = transports.find((each) => each === fieldOf(record, 'transport'))
  const state = states.find((each) => each === fieldOf(record, 'state'))
  const port = fieldOf(record, 'port')
  const vantage = fieldOf(record, 'vantage')
  if (address === undefined || transport === undefined || state === undefined) return []
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535) return []
  const from = typeof vantage === 'string' && vantage !== '' ? cutText(vantage, longestVantage) : otherwise
  const at = instantOf(fieldOf(record, 'observedAt'))
  const seen = { address: formatAddress(address.family, address.value), transport, port, state, vantage: from }
  return [at === null ? seen : { ...seen, at }]
}

/** ISO 8601 as our own records have it. */
function instantOf(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]{1,20}Z$/.test(value)) return null
  const time = Date.parse(value)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

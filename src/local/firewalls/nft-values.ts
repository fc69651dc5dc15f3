import {
  ctStates,
  ctStatuses,
  etherTypes,
  type Field,
  fields,
  isOpaque,
  otherProtocols,
  packetTypes,
  protocolFamilies,
  protocolNumbers,
  routeTypes,
  tcpFlags,
} from '../../firewall/fields.ts'
import type { Interval, Place, Selector } from '../../firewall/ruleset.ts'
import { highest, parseAddress } from '../../lib/address.ts'

/** What JSON.parse gives. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What this reader does not know; the step that it is of becomes `unknown`. */
export class Unread extends Error {}

/** The value of an object with that one key. */
export function only(json: Json | undefined, key: string): Json | undefined {
  return isObject(json) && Object.hasOwn(json, key) ? json[key] : undefined
}

export function isObject(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** libnftables-json(5), EXPRESSIONS. @throws Unread */
export function selectorOf(json: Json): Selector {
  const masked = only(json, '&')
  if (Array.isArray(masked) && masked.length === 2) {
    const { field, mask = highest[6] } = selectorOf(masked[0]!)
    return { field, mask: mask & bitsOf(field, masked[1]!) }
  }
  const name = fieldName(json)
  const field = fields.find((each) => each === name) ?? opaqueField(name)
  if (field === undefined) throw new Unread(name)
  return { field }
}

function opaqueField(name: string): Field | undefined {
  const [header = ''] = name.split(' ')
  if (otherProtocols.has(header)) return 'absent'
  return fields.find((each) => each === `${header} other`)
}

/** What an expression asks for, in nft's words. */
export function fieldName(json: Json): string {
  const payload = only(json, 'payload')
  if (isObject(payload) && 'protocol' in payload && !('tunnel' in payload))
    return `${text(payload.protocol)} ${text(payload.field)}`
  const meta = only(json, 'meta')
  if (isObject(meta)) return `meta ${text(meta.key)}`
  const ct = only(json, 'ct')
  if (isObject(ct)) return `ct ${ctKey(text(ct.key), ct.dir)}`
  const fib = only(json, 'fib')
  if (isObject(fib))
    return `fib ${Array.isArray(fib.flags) ? fib.flags.map(text).join(' . ') : text(fib.flags)} ${text(fib.result)}`
  return isObject(json) ? (Object.keys(json)[0] ?? 'nothing') : 'a constant'
}

function ctKey(key: string, direction: Json | undefined): string {
  return direction === undefined ? key : `${text(direction)} ${key}`
}

function text(json: Json | undefined): string {
  return typeof json === 'string' ? json : ''
}

const devices: ReadonlySet<Field> = new Set(['meta iif', 'meta oif', 'meta iifname', 'meta oifname'])

/** One place of an element. @throws Unread */
export function placeOf(field: Field, json: Json): Place {
  if (isOpaque(field)) return [0n, 0n]
  if (devices.has(field)) {
    if (typeof json !== 'string') throw new Unread('the name of a device that is none')
    return json
  }
  const prefix = only(json, 'prefix')
  if (isObject(prefix)) return prefixOf(prefix.addr, prefix.len)
  const range = only(json, 'range')
  if (Array.isArray(range) && range.length === 2) return [numberOf(field, range[0]!), numberOf(field, range[1]!)]
  if (typeof json === 'string' && json.includes('/')) {
    const [address, length] = json.split('/')
    return prefixOf(address!, Number(length))
  }
  const value = numberOf(field, json)
  return [value, value]
}

function prefixOf(address: Json | undefined, length: Json | undefined): Interval {
  const parsed = typeof address === 'string' ? parseAddress(address) : undefined
  if (parsed === undefined || typeof length !== 'number' || !Number.isInteger(length)) throw new Unread('a prefix')
  const bits = BigInt((parsed.family === 4 ? 32 : 128) - length)
  if (bits < 0n || bits > 128n) throw new Unread('a prefix')
  const first = (parsed.value >> bits) << bits
  return [first, first | (highest[parsed.family] & ((1n << bits) - 1n))]
}

/** What `<`, `<=`, `>` and `>=` ask for. @throws Unread */
export function comparison(field: Field, op: string, json: Json): Interval | null {
  if (devices.has(field)) throw new Unread(`a device with ${op}`)
  if (isOpaque(field)) return [0n, 0n]
  const value = numberOf(field, json)
  const interval: Interval = op.startsWith('<')
    ? [0n, op === '<' ? value - 1n : value]
    : [op === '>' ? value + 1n : value, highest[6]]
  return interval[0] <= interval[1] ? interval : null
}

/** @throws Unread */
export function bitsOf(field: Field, json: Json): bigint {
  const members = Array.isArray(json) ? json : [json]
  return members.reduce((bits: bigint, each) => bits | numberOf(field, each), 0n)
}

/** @throws Unread */
export function numberOf(field: Field, json: Json): bigint {
  if (isOpaque(field)) return 0n
  // Anything but `exists` and `missing` would be of one device.
  if (field.endsWith(' oif') && field.startsWith('fib') && typeof json !== 'boolean')
    throw new Unread('the device of a route')
  if (typeof json === 'boolean') return BigInt(json)
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0) return BigInt(json)
  const ored = only(json, '|')
  if (Array.isArray(ored)) return bitsOf(field, ored)
  if (typeof json !== 'string') throw new Unread('a value')
  const names = symbols[field]
  if (names !== undefined && Object.hasOwn(names, json)) return names[json]!
  if (field.endsWith('addr')) {
    const address = parseAddress(json)
    if (address !== undefined) return address.value
  }
  if (/^(?:0x[0-9a-f]{1,16}|\d{1,19})$/i.test(json)) return BigInt(json)
  throw new Unread(`"${json}"`)
}

const symbols: Partial<Record<Field, Readonly<Record<string, bigint>>>> = {
  'ip protocol': protocolNumbers,
  'ip6 nexthdr': protocolNumbers,
  'tcp flags': tcpFlags,
  'meta l4proto': protocolNumbers,
  'meta nfproto': protocolFamilies,
  'meta protocol': etherTypes,
  'meta pkttype': packetTypes,
  'ct state': ctStates,
  'ct status': ctStatuses,
  'ct direction': { original: 0n, reply: 1n },
  'fib daddr type': routeTypes,
  'fib saddr type': routeTypes,
}

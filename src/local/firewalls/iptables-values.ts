import type { Field } from '../../firewall/fields.ts'
import { protocolNumbers } from '../../firewall/fields.ts'
import type { Element, Interval, Selector, Step } from '../../firewall/ruleset.ts'
import { type Family, highest, parseAddress } from '../../lib/address.ts'
import type { Option } from './iptables-words.ts'
import { Unread } from './nft-values.ts'

export const never: Step = { kind: 'match', key: [], elements: [], negated: false }

export function unknown(what: string): Step {
  return { kind: 'unknown', what }
}

export function match(key: readonly Selector[], elements: readonly Element[], negated: boolean): Step {
  return { kind: 'match', key, elements, negated }
}

/** That a field is in one of these. */
export function isIn(field: Field, intervals: readonly Interval[], negated = false): Step {
  return match(
    [{ field }],
    intervals.map((interval) => [interval]),
    negated,
  )
}

/** The word that follows an option. @throws Unread */
export function wordOf({ name, words }: Option): string {
  if (words.length !== 1) throw new Unread(`${name} ${words.join(' ')}`.trim())
  return words[0]!
}

/** Decimal or hexadecimal. @throws Unread */
export function numberOf(text: string): bigint {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,19})$/i.test(text)) throw new Unread(`"${text}"`)
  return BigInt(text)
}

/** @throws Unread */
export function portOf(text: string): number {
  const port = numberOf(text)
  if (port > 65_535n) throw new Unread(`port ${text}`)
  return Number(port)
}

/** `22`, `80:90`, `:90` or `1024:`. @throws Unread */
export function portsOf(text: string): Interval {
  const [first = '', last = first] = text.split(':')
  return [BigInt(portOf(first || '0')), BigInt(portOf(last || '65535'))]
}

/** `10.0.0.1-10.0.0.9` @throws Unread */
export function rangeOf(text: string, family: Family): Interval {
  const [first = '', last = first, ...more] = text.split('-')
  if (more.length > 0) throw new Unread(`"${text}"`)
  return [addressOf(first, family), addressOf(last, family)]
}

/** @throws Unread */
export function addressOf(text: string, family: Family): bigint {
  const address = parseAddress(text)
  if (address?.family !== family) throw new Unread(`"${text}"`)
  return address.value
}

/** An address with the length of a prefix or a mask: what of the packet's is compared, and with what. @throws Unread */
export function networkOf(text: string, family: Family): { mask: bigint; value: bigint } {
  const [address = '', length] = text.split('/')
  const bits = family === 4 ? 32 : 128
  const all = highest[family]
  const mask = length === undefined ? all : maskOf(length, family, bits)
  return { mask, value: addressOf(address, family) & mask }
}

function maskOf(text: string, family: Family, bits: number): bigint {
  if (!/^\d{1,3}$/.test(text)) return addressOf(text, family)
  const length = Number(text)
  if (length > bits) throw new Unread(`"/${text}"`)
  return highest[family] - (highest[family] >> BigInt(length))
}

/** That an address is in a network, the bits of whose mask need not be next to each other. @throws Unread */
export function isInNetwork(field: Field, text: string, family: Family, negated: boolean): Step {
  const { mask, value } = networkOf(text, family)
  return match([{ field, mask }], [[[value, value]]], negated)
}

/** `0x1/0xff` @throws Unread */
export function isMarked(field: Field, text: string, negated: boolean): Step {
  const [number = '', bits] = text.split('/')
  const mask = bits === undefined ? highest[4] : numberOf(bits)
  const value = numberOf(number)
  return match([{ field, mask }], [[[value, value]]], negated)
}

/** iptables writes the names of /etc/protocols; of one that is not known we know that it is neither TCP nor UDP. */
export function isProtocol(text: string, negated: boolean): Step {
  const name = text.toLowerCase()
  if (name === 'all' || name === '0') return negated ? never : match([{ field: 'meta l4proto' }], [[true]], false)
  const number = Object.hasOwn(protocolNumbers, name) ? protocolNumbers[name]! : /^\d{1,3}$/.test(name) && BigInt(name)
  return isIn('meta l4proto', number === false ? [] : [[number, number]], negated)
}

// decodes foreign bytes
import { protocolNumbers } from '../../firewall/fields.ts'
import type { Element, Interval, Place } from '../../firewall/ruleset.ts'
import { type Family, highest } from '../../lib/address.ts'
import { addressOf, networkOf, portOf, rangeOf } from './iptables-values.ts'
import { wordsOf } from './iptables-words.ts'
import { Unread } from './nft-values.ts'

/** What `ipset save` says cannot be read at all. */
export class IpSetError extends Error {}

/** One part of what is looked up: a port is one of a protocol, and so two places of an element. */
export type Dimension = 'address' | 'protocol and port' | 'port' | 'device'

export type IpSet =
  | {
      readonly dimensions: readonly Dimension[]
      /** Null: of both. */
      readonly family: Family | null
      /** Addresses are looked up by these bits. */
      readonly mask: bigint | null
      readonly elements: readonly Element[]
    }
  | { readonly members: readonly string[] }
  | { readonly unknown: string }

export type IpSets = ReadonlyMap<string, IpSet>

/**
 * Reads what `ipset save` writes (ipset(8)). A set of another kind, or with an element that is not understood, is `unknown`.
 * @throws IpSetError when it is no such listing
 */
export function decodeIpSets(text: string): IpSets {
  const sets = new Map<string, MutableSet>()
  for (const line of text.split('\n')) {
    const [command, name, ...words] = wordsOf(line)
    if (command === undefined) continue
    if (name === undefined || words[0] === undefined) throw new IpSetError('ipset listed no sets')
    const set = sets.get(name)
    if (command === 'create') sets.set(name, { type: words[0], options: words.slice(1), entries: [] })
    else if (command === 'add' && set !== undefined) set.entries.push(words)
    else throw new IpSetError('ipset listed no sets')
  }
  return new Map([...sets].map(([name, set]) => [name, readSet(set)]))
}

interface MutableSet {
  readonly type: string
  readonly options: readonly string[]
  readonly entries: (readonly string[])[]
}

const kinds: Readonly<Record<string, readonly Dimension[]>> = {
  'bitmap:ip': ['address'],
  'bitmap:port': ['port'],
  'hash:ip': ['address'],
  'hash:net': ['address'],
  'hash:ip,port': ['address', 'protocol and port'],
  'hash:net,port': ['address', 'protocol and port'],
  'hash:ip,port,ip': ['address', 'protocol and port', 'address'],
  'hash:ip,port,net': ['address', 'protocol and port', 'address'],
  'hash:net,net': ['address', 'address'],
  'hash:net,port,net': ['address', 'protocol and port', 'address'],
  'hash:net,iface': ['address', 'device'],
}

function readSet({ type, options, entries }: MutableSet): IpSet {
  if (type === 'list:set') return { members: entries.map(([member = '']) => member) }
  if (!Object.hasOwn(kinds, type)) return { unknown: `a set of ${type}` }
  try {
    const dimensions = kinds[type]!
    const family = type === 'bitmap:port' ? null : optionOf(options, 'family') === 'inet6' ? 6 : 4
    const isMasked = type.startsWith('hash:ip') || type === 'bitmap:ip'
    const mask = isMasked ? maskOf(options, family ?? 4) : null
    const elements = entries.flatMap((entry) => elementOf(dimensions, entry, family ?? 4))
    return { dimensions, family, mask, elements }
  } catch (error) {
    if (error instanceof Unread) return { unknown: `a set with ${error.message}` }
    throw error
  }
}

function optionOf(options: readonly string[], name: string): string | undefined {
  const at = options.indexOf(name)
  return at < 0 ? undefined : options[at + 1]
}

function maskOf(options: readonly string[], family: Family): bigint | null {
  const mask = optionOf(options, 'netmask') ?? optionOf(options, 'bitmask')
  return mask === undefined ? null : networkOf(`${family === 4 ? '0.0.0.0' : '::'}/${mask}`, family).mask
}

/** None where neither TCP nor UDP is meant. */
function elementOf(dimensions: readonly Dimension[], entry: readonly string[], family: Family): readonly Element[] {
  const [text = '', ...options] = entry
  if (options.includes('nomatch')) throw new Unread('what is left out of it')
  const parts = text.split(',')
  if (parts.length !== dimensions.length) throw new Unread(`"${text}"`)
  const places = dimensions.map((dimension, i) => placesOf(dimension, parts[i]!, family, options))
  return places.some((each) => each === null) ? [] : [places.flatMap((each) => each ?? [])]
}

/** Null: of another protocol. @throws Unread */
function placesOf(
  dimension: Dimension,
  text: string,
  family: Family,
  options: readonly string[],
): readonly Place[] | null {
  switch (dimension) {
    case 'address':
      return [addressesOf(text, family)]
    case 'port':
      return [portsOf(text)]
    case 'device':
      if (text.includes(':')) throw new Unread(`the device "${text}"`)
      return [options.includes('wildcard') ? `${text}*` : text]
    case 'protocol and port': {
      const [protocol = '', ports = ''] = text.split(':')
      if (protocol !== 'tcp' && protocol !== 'udp') return null
      const number = protocolNumbers[protocol]!
      return [[number, number], portsOf(ports)]
    }
  }
}

/** An address, a range of them, or a network. */
function addressesOf(text: string, family: Family): Interval {
  if (!text.includes('/')) return text.includes('-') ? rangeOf(text, family) : exactly(addressOf(text, family))
  const { mask, value } = networkOf(text, family)
  return [value, value | (highest[family] ^ mask)]
}

function portsOf(text: string): Interval {
  const [first = '', last = first] = text.split('-')
  return [BigInt(portOf(first)), BigInt(portOf(last))]
}

function exactly(value: bigint): Interval {
  return [value, value]
}

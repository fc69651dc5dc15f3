import { type Field, protocolFamilies, protocolNumbers } from '../../firewall/fields.ts'
import type { Destination, Element, Key, MapEntry, Selector, Step, Verdict } from '../../firewall/ruleset.ts'
import { bitsOf, isObject, type Json, numberOf, only, placeOf, selectorOf, Unread } from './nft-values.ts'

/** What sets and maps of the rule's table hold, by name. */
export type NamedSets = ReadonlyMap<string, readonly Json[]>

/** Statements that let a packet pass unchanged, as far as its way through the rules goes. */
const harmless = new Set([
  'counter',
  'log',
  'quota',
  'last',
  'secmark',
  'flow',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'xt_comment',
])

/** libnftables-json(5), STATEMENTS: what one of a rule comes to. Never throws: what cannot be read is `unknown`. */
export function stepsOf(statement: Json, sets: NamedSets): readonly Step[] {
  if (!isObject(statement)) return [{ kind: 'unknown', what: 'a statement without a name' }]
  const [name = '', value = null] = Object.entries(statement)[0] ?? []
  if (harmless.has(name)) return []
  try {
    return [readers[name]?.(value, sets) ?? { kind: 'unknown', what: name }].flat()
  } catch (error) {
    if (error instanceof Unread) return [{ kind: 'unknown', what: `${name} ${error.message}` }]
    throw error
  }
}

type Read = (value: Json, sets: NamedSets) => Step | readonly Step[]

const verdict = (each: Verdict): Step => ({ kind: 'verdict', verdict: each })

const readers: Readonly<Record<string, Read>> = {
  match: (value, sets) => matchOf(value, sets),
  vmap: (value, sets) => {
    const { key, data } = object(value)
    const keys = keyOf(key ?? null)
    return { kind: 'verdictMap', key: keys, entries: entriesOf(keys, data ?? null, sets, verdictOf) }
  },
  accept: () => verdict({ kind: 'accept' }),
  drop: () => verdict({ kind: 'drop' }),
  return: () => verdict({ kind: 'return' }),
  continue: () => verdict({ kind: 'continue' }),
  jump: (value) => verdict(verdictOf({ jump: value })),
  goto: (value) => verdict(verdictOf({ goto: value })),
  reject: (value) => [...rejectable(value), verdict(verdictOf({ reject: value }))],
  queue: () => verdict({ kind: 'elsewhere', what: 'queue' }),
  tproxy: () => verdict({ kind: 'elsewhere', what: 'tproxy' }),
  synproxy: () => verdict({ kind: 'elsewhere', what: 'synproxy' }),
  fwd: () => verdict({ kind: 'elsewhere', what: 'fwd' }),
  notrack: () => ({ kind: 'untracked' }),
  limit: (value) => limitOf(value),
  'ct count': (value) => ({
    kind: 'limit',
    over: object(value).inv === true,
    text: 'the number of connections stays within its limit',
  }),
  mangle: (value) => assignmentOf(value),
  dnat: (value, sets) => translationOf(value, sets),
  redirect: (value, sets) => {
    const port = object(value).port
    return portStep('self', port, sets)
  },
  // They change where it comes from, and it is past all that asks for that.
  snat: () => verdict({ kind: 'accept' }),
  masquerade: () => verdict({ kind: 'accept' }),
  set: (value) => {
    const { stmt } = object(value)
    return Array.isArray(stmt) ? stmt.flatMap((each) => stepsOf(each, new Map())) : []
  },
}

function matchOf(value: Json, sets: NamedSets): Step {
  const { op, left = null, right = null } = object(value)
  if (op !== '==' && op !== '!=' && op !== 'in') throw new Unread(`with ${JSON.stringify(op)}`)
  if (op === 'in') return { kind: 'anyBit', ...bitsStep(left, right), negated: false }
  const key = keyOf(left)
  // `tcp flags != syn` and the like: a list without a set is of bits.
  if (Array.isArray(right) && key.length === 1) {
    const bits = bitsOf(key[0]!.field, right)
    return { kind: 'match', key, elements: [[[bits, bits]]], negated: op === '!=' }
  }
  return { kind: 'match', key, elements: elementsOf(key, right, sets), negated: op === '!=' }
}

function bitsStep(left: Json, right: Json): { key: Selector; bits: bigint } {
  const key = selectorOf(left)
  return { key, bits: bitsOf(key.field, right) }
}

type ReadKey = readonly Selector[] & Key

function keyOf(json: Json): ReadKey {
  const concatenated = only(json, 'concat')
  return Array.isArray(concatenated) ? concatenated.map(selectorOf) : [selectorOf(json)]
}

function elementsOf(key: ReadKey, right: Json, sets: NamedSets): readonly Element[] {
  return membersOf(right, sets).map((member) => elementOf(key, member))
}

/** The members of a set in place, of a named one, or the one value. */
function membersOf(json: Json, sets: NamedSets): readonly Json[] {
  if (typeof json === 'string' && json.startsWith('@')) {
    const members = sets.get(json.slice(1))
    if (members === undefined) throw new Unread(`of a set that is not there: ${json}`)
    return members
  }
  const set = only(json, 'set')
  return Array.isArray(set) ? set : [json]
}

function elementOf(key: ReadKey, member: Json): Element {
  const elem = only(member, 'elem')
  if (isObject(elem)) return elementOf(key, elem.val ?? null)
  const concatenated = only(member, 'concat')
  const places = Array.isArray(concatenated) ? concatenated : [member]
  if (places.length !== key.length) throw new Unread('of other than its key')
  return places.map((place, i) => (place === '*' ? wild : placeOf(key[i]!.field, place)))
}

/** The entry of a map that takes what no other does. */
const wild = [0n, (1n << 128n) - 1n] as const

function entriesOf<Value>(
  key: ReadKey,
  data: Json,
  sets: NamedSets,
  readValue: (json: Json) => Value,
): readonly MapEntry<Value>[] {
  const entries = membersOf(data, sets).map((member) => {
    if (!Array.isArray(member) || member.length !== 2) throw new Unread('of a map that is none')
    return { isWild: member[0] === '*', element: elementOf(key, member[0]!), value: readValue(member[1]!) }
  })
  return [...entries.filter(({ isWild }) => !isWild), ...entries.filter(({ isWild }) => isWild)]
}

/** @throws Unread */
function verdictOf(json: Json): Verdict {
  if (!isObject(json)) throw new Unread('of no verdict')
  const [kind, value = null] = Object.entries(json)[0] ?? []
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'continue':
      return { kind }
    case 'jump':
    case 'goto': {
      const { target } = object(value)
      if (typeof target !== 'string') throw new Unread('without a chain')
      return { kind, chain: target }
    }
    case 'reject': {
      const { type, expr } = isObject(value) ? value : {}
      const how = [type, expr].filter((each) => typeof each === 'string').join(' ')
      return { kind: 'reject', how: how === '' ? 'icmp port-unreachable' : how }
    }
  }
  throw new Unread(`of a verdict ${String(kind)}`)
}

/** nft leaves out of a listing what the way of rejecting says already. */
function rejectable(value: Json): readonly Step[] {
  const { type } = object(value)
  if (type === 'tcp reset') return [isOne('meta l4proto', protocolNumbers.tcp!)]
  if (type === 'icmp') return [isOne('meta nfproto', protocolFamilies.ipv4!)]
  return type === 'icmpv6' ? [isOne('meta nfproto', protocolFamilies.ipv6!)] : []
}

function isOne(field: Field, value: bigint): Step {
  return { kind: 'match', key: [{ field }], elements: [[[value, value]]], negated: false }
}

function limitOf(value: Json): Step {
  const { rate, per, inv } = object(value)
  return { kind: 'limit', over: inv === true, text: `fewer than ${String(rate)} such packets a ${String(per)}` }
}

function assignmentOf(value: Json): readonly Step[] {
  const { key = null, value: to = null } = object(value)
  const field = nameOfMark(key)
  if (field === null) return []
  try {
    return [{ kind: 'assign', field, value: numberOf(field, to) }]
  } catch (error) {
    if (!(error instanceof Unread)) throw error
    return [{ kind: 'assign', field, value: null }]
  }
}

function nameOfMark(key: Json): 'meta mark' | 'ct mark' | null {
  try {
    const { field } = selectorOf(key)
    return field === 'meta mark' || field === 'ct mark' ? field : null
  } catch {
    return null
  }
}

function translationOf(value: Json, sets: NamedSets): Step {
  const { addr, port } = object(value)
  const map = only(addr, 'map')
  if (isObject(map)) {
    const key = keyOf(map.key ?? null)
    return { kind: 'redirectMap', key, entries: entriesOf(key, map.data ?? null, sets, destinationOf) }
  }
  if (addr === undefined) return portStep(null, port, sets)
  return portStep(addressOf(addr), port, sets)
}

function portStep(address: Destination['address'], port: Json | undefined, sets: NamedSets): Step {
  const map = only(port, 'map')
  if (!isObject(map)) return { kind: 'redirect', to: { address, port: port === undefined ? null : portOf(port) } }
  const key = keyOf(map.key ?? null)
  const to = (json: Json): Destination => ({ address, port: portOf(json) })
  return { kind: 'redirectMap', key, entries: entriesOf(key, map.data ?? null, sets, to) }
}

function destinationOf(json: Json): Destination {
  const concatenated = only(json, 'concat')
  if (!Array.isArray(concatenated)) return { address: addressOf(json), port: null }
  const [address = null, port = null] = concatenated
  return { address: addressOf(address), port: portOf(port) }
}

function addressOf(json: Json): bigint {
  return numberOf(typeof json === 'string' && json.includes(':') ? 'ip6 daddr' : 'ip daddr', json)
}

function portOf(json: Json): number {
  if (typeof json !== 'number' || !Number.isInteger(json) || json < 0 || json > 65_535) throw new Unread('a port')
  return json
}

function object(json: Json): { readonly [key: string]: Json | undefined } {
  return isObject(json) ? json : {}
}

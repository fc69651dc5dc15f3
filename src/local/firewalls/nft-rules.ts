import { type Field, isOpaque, protocolFamilies, protocolNumbers } from '../../firewall/fields.ts'
import type { Destination, Element, Key, MapEntry, NewMark, Selector, Step, Verdict } from '../../firewall/ruleset.ts'
import { type Family, highest } from '../../lib/address.ts'
import {
  bitsOf,
  comparison,
  fieldName,
  isObject,
  type Json,
  numberOf,
  only,
  placeOf,
  selectorOf,
  Unread,
} from './nft-values.ts'

/** What sets and maps of the rule's table hold, by name; null: rules change it. */
export type NamedSets = ReadonlyMap<string, readonly Json[] | null>

/** Statements that let a packet pass unchanged, as far as its way through the rules goes. */
const harmless = ['log', 'last', 'secmark', 'dup', 'ct helper', 'ct timeout', 'ct expectation', 'xt_comment']

/**
 * libnftables-json(5), STATEMENTS: what one of a rule comes to. Never throws. Of what cannot be read a question is `unknown`, and all else
 * a verdict of `elsewhere`: it may be anything.
 */
export function stepsOf(statement: Json, sets: NamedSets): readonly Step[] {
  const [name = 'nothing', value = null] = isObject(statement) ? (Object.entries(statement)[0] ?? []) : []
  try {
    if (!Object.hasOwn(readers, name)) throw new Unread('')
    return [readers[name]!(value, sets)].flat()
  } catch (error) {
    if (!(error instanceof Unread)) throw error
    const what = `${name} ${error.message}`.trim()
    return [name === 'match' ? { kind: 'unknown', what } : elsewhere(what)]
  }
}

type Read = (value: Json, sets: NamedSets) => Step | readonly Step[]

const verdict = (each: Verdict): Step => ({ kind: 'verdict', verdict: each })
const elsewhere = (what: string): Step => verdict({ kind: 'elsewhere', what })
const unknown = (what: string): Step => ({ kind: 'unknown', what })
const never: Step = { kind: 'match', key: [], elements: [], negated: false }

const readers: Readonly<Record<string, Read>> = {
  match: (value, sets) => matchOf(value, sets),
  xt: (value) => xtOf(value),
  vmap: (value, sets) => {
    const { key, data } = object(value)
    return { kind: 'verdictMap', ...mapOf(key, data, sets, verdictOf) }
  },
  accept: () => verdict({ kind: 'accept' }),
  drop: () => verdict({ kind: 'drop' }),
  return: () => verdict({ kind: 'return' }),
  continue: () => verdict({ kind: 'continue' }),
  jump: (value) => verdict(verdictOf({ jump: value })),
  goto: (value) => verdict(verdictOf({ goto: value })),
  reject: (value) => [...rejectable(value), verdict(verdictOf({ reject: value }))],
  notrack: () => ({ kind: 'untracked' }),
  // Whether a map has an entry for the packet is a question too.
  counter: (value) => (only(value, 'map') === undefined ? [] : unknown('counter of a map')),
  limit: (value) => limitOf(value),
  quota: (value) => quotaOf(value),
  'ct count': (value) => {
    const { val, inv } = object(value)
    const text = 'the number of connections stays within its limit'
    return { kind: 'limit', over: (inv === true) !== (val === 0), text }
  },
  // net/netfilter/nft_flow_offload.c, nft_flow_offload_eval: of connections that are there already.
  flow: () => never,
  mangle: (value) => assignmentOf(value),
  dnat: (value, sets) => translationOf(value, sets),
  redirect: (value, sets) => ({ ...translation('self', object(value).port, sets), family: null }),
  // They change where it comes from, and it is past all that asks for that.
  snat: (value) => {
    const { family, addr } = object(value)
    const step = { kind: 'translate', to: 'another source', family: familyOf(family) } as const
    return typeof addr === 'string' ? step : [unknown('snat of a map'), step]
  },
  masquerade: () => ({ kind: 'translate', to: 'another source', family: null }),
  set: (value, sets) => additionOf(value, sets),
  ...Object.fromEntries(harmless.map((name) => [name, () => []])),
}

/** Extensions of iptables, of which nft says no more than the name. */
function xtOf(value: Json): Step | readonly Step[] {
  const { type, name } = object(value)
  const what = `xt ${String(name)}`
  if (type === 'match') return unknown(what)
  if (type !== 'target') return elsewhere(what)
  if (name === 'LOG' || name === 'NFLOG') return []
  const isSource = name === 'MASQUERADE' || name === 'SNAT'
  return isSource ? { kind: 'translate', to: 'another source', family: null } : elsewhere(what)
}

function matchOf(value: Json, sets: NamedSets): Step {
  const { op, left = null, right = null } = object(value)
  if (op === 'in' || op === '!') return { kind: 'anyBit', ...bitsStep(left, right), negated: op === '!' }
  const key = keyOf(left)
  if (op === '<' || op === '<=' || op === '>' || op === '>=') {
    const [selector] = key
    if (key.length !== 1) throw new Unread(`with ${op}`)
    const interval = comparison(selector!.field, op, right)
    return { kind: 'match', key, elements: interval === null ? [] : [[interval]], negated: false }
  }
  if (op !== '==' && op !== '!=') throw new Unread(`with ${JSON.stringify(op)}`)
  // `tcp flags != syn` and the like: a list without a set is of bits.
  if (Array.isArray(right) && key.length === 1 && !isOpaque(key[0]!.field)) {
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
    if (members === null) throw new Unread(`of a set that rules change: ${json}`)
    return members
  }
  const set = only(json, 'set')
  return Array.isArray(set) ? set : [json]
}

/** What an element may have besides its value, so that it still always holds. */
const besides = new Set(['val', 'timeout', 'expires', 'comment', 'counter', 'last'])

/** `*`: the element that takes what no other does. */
function innerOf(member: Json): Json {
  const elem = only(member, 'elem')
  if (!isObject(elem)) return member
  const more = Object.keys(elem).find((key) => !besides.has(key))
  if (more !== undefined) throw new Unread(`of an element with ${more}`)
  return elem.val ?? null
}

function elementOf(key: ReadKey, member: Json): Element {
  const value = innerOf(member)
  if (value === '*') return key.map(() => true)
  const concatenated = only(value, 'concat')
  const places = Array.isArray(concatenated) ? concatenated : [value]
  if (places.length !== key.length) throw new Unread('of other than its key')
  return places.map((place, i) => placeOf(key[i]!.field, place))
}

/** Of a key, or an element, that cannot be read any entry may be the one. */
function mapOf<Value>(
  keyJson: Json | undefined,
  data: Json | undefined,
  sets: NamedSets,
  readValue: (json: Json) => Value,
): { key: Key; entries: readonly MapEntry<Value>[] } {
  const pairs = membersOf(data ?? null, sets).map((member) => {
    if (!Array.isArray(member) || member.length !== 2) throw new Unread('of a map that is none')
    return { member: member[0]!, value: readValue(member[1]!) }
  })
  try {
    const key = keyOf(keyJson ?? null)
    const entries = pairs.map(({ member, value }) => ({ element: elementOf(key, member), value }))
    const isWild = (i: number) => Number(innerOf(pairs[i]!.member) === '*')
    const order = entries.map((_, i) => i).sort((a, b) => isWild(a) - isWild(b))
    return { key, entries: order.map((i) => entries[i]!) }
  } catch (error) {
    if (!(error instanceof Unread)) throw error
    return { key: { unknown: error.message }, entries: pairs.map(({ value }) => ({ element: [], value })) }
  }
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
  const { rate, per, inv, rate_unit: unit } = object(value)
  if (typeof rate !== 'number') return unknown('a limit that others share')
  // Such a rate may be below what one packet has.
  if (unit === 'bytes') return unknown('a limit of bytes')
  return { kind: 'limit', over: inv === true, text: `fewer than ${String(rate)} such packets a ${String(per)}` }
}

/** net/netfilter/nft_quota.c, nft_quota_do_eval: it asks whether so much has come, and counts on. */
function quotaOf(value: Json): Step {
  const { val, val_unit: unit, used, inv } = object(value)
  if (unit === undefined || unit === 'bytes' || (used ?? 0) !== 0) return unknown('a quota')
  return { kind: 'limit', over: inv === true, text: `no more than ${String(val)} ${String(unit)} of such packets` }
}

/** What may be written of a packet, as nothing on its way depends on it. */
const indifferent = new Set(['meta nftrace', 'meta priority', 'meta secmark', 'ct label'])

function assignmentOf(value: Json): readonly Step[] {
  const { key = null, value: to = null } = object(value)
  if (only(key, 'tcp option') !== undefined)
    return [isOne('meta l4proto', protocolNumbers.tcp!), unknown('a TCP option that is set')]
  const name = fieldName(key)
  const read = isReadable(to) ? [] : [unknown(`${name} that is set to what a packet may lack`)]
  if (name === 'meta mark' || name === 'ct mark')
    return [...read, { kind: 'assign', field: name, ...newMark(name, to) }]
  if (indifferent.has(name)) return read
  if (name === 'ip dscp') return [isOne('meta nfproto', protocolFamilies.ipv4!), ...read]
  if (name === 'ip6 dscp' || name === 'ip6 flowlabel') return [isOne('meta nfproto', protocolFamilies.ipv6!), ...read]
  return [elsewhere(`${name} is changed`)]
}

/** Whether every packet has it: constants, its mark, and what is made of these. */
function isReadable(json: Json): boolean {
  if (!isObject(json)) return Array.isArray(json) ? json.every(isReadable) : true
  const [operator = '', operands = null] = Object.entries(json)[0] ?? []
  return ['|', '&', '^', '<<', '>>'].includes(operator) ? isReadable(operands) : fieldName(json) === 'meta mark'
}

/** A constant, or the mark as it is with bits set, cleared or turned over. */
function newMark(name: string, json: Json): NewMark {
  const value = constant(json)
  if (value !== null || !isObject(json)) return { value }
  if (fieldName(json) === name) return { value: 0n, kept: highest[4] }
  const [operator, operands] = Object.entries(json)[0] ?? []
  const [left = null, right = null] = Array.isArray(operands) ? operands : []
  const [old, bits] = [newMark(name, left), constant(right)]
  if (old.value === null || old.kept === undefined || bits === null) return { value: null }
  switch (operator) {
    case '|':
      return { value: old.value | bits, kept: old.kept & ~bits }
    case '&':
      return { value: old.value & bits, kept: old.kept & bits }
    case '^':
      return { value: old.value ^ bits, kept: old.kept }
  }
  return { value: null }
}

function constant(json: Json): bigint | null {
  try {
    return numberOf('meta mark', json)
  } catch (error) {
    if (error instanceof Unread) return null
    throw error
  }
}

/** net/netfilter/nft_dynset.c, nft_dynset_eval: for packets that have what is added, and as long as there is room. */
function additionOf(value: Json, sets: NamedSets): readonly Step[] {
  const { op, elem = null, set, stmt = [] } = object(value)
  const text = `there is room in the set ${String(set)}`
  const room: Step = op === 'delete' ? unknown('an element that is deleted') : { kind: 'limit', over: false, text }
  const statements = Array.isArray(stmt) ? stmt.flatMap((each) => stepsOf(each, sets)) : [unknown('what is added')]
  return [presenceOf(elem), room, ...statements]
}

function presenceOf(elem: Json): Step {
  try {
    const key = keyOf(isObject(only(elem, 'elem')) ? innerOf(elem) : elem)
    return { kind: 'match', key, elements: [key.map(() => true)], negated: false }
  } catch (error) {
    if (error instanceof Unread) return unknown(error.message)
    throw error
  }
}

type Translation = Extract<Step, { kind: 'translate' | 'translateMap' }>

function translationOf(value: Json, sets: NamedSets): Step {
  const { addr, port, family: name } = object(value)
  const family = familyOf(name)
  const map = only(addr, 'map')
  if (!isObject(map)) return { ...translation(addr === undefined ? null : addressOf(addr), port, sets), family }
  const to = (json: Json): Destination => {
    const destination = destinationOf(json)
    return port === undefined ? destination : { ...destination, port: portOf(port) }
  }
  return { kind: 'translateMap', ...mapOf(map.key, map.data, sets, to), family }
}

/** In a table of both families: which of them it is for. */
function familyOf(json: Json | undefined): Family | null {
  if (json === 'ip') return 4
  return json === 'ip6' ? 6 : null
}

function translation(address: Destination['address'], port: Json | undefined, sets: NamedSets): Translation {
  const map = only(port, 'map')
  const to = (json: Json): Destination => ({ address, port: portOf(json) })
  if (isObject(map)) return { kind: 'translateMap', ...mapOf(map.key, map.data, sets, to), family: null }
  return { kind: 'translate', to: port === undefined ? { address, port: null } : to(port), family: null }
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

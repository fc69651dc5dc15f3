import { fieldValue, type Traveller } from './field-values.ts'
import type { Field } from './fields.ts'
import { isAmong } from './match.ts'
import type { Machine } from './packet.ts'
import type { Chain, Element, Rule } from './ruleset.ts'

/**
 * What most rules ask first, and what does not change while a chain is walked. Of these a chain's rules are asked once for each value; with
 * thousands of rules and thousands of packets all else would be too slow.
 */
const asked = [
  'ip saddr',
  'ip6 saddr',
  'ip daddr',
  'ip6 daddr',
  'tcp dport',
  'udp dport',
  'th dport',
  'meta iifname',
  'meta l4proto',
] as const satisfies readonly Field[]

interface Condition {
  readonly rule: number
  readonly elements: readonly Element[]
  readonly negated: boolean
}

/** Fewer are as quickly asked one by one. */
const fewRules = 16

/**
 * Finds the rules of a chain that may hold for a packet. The others are passed over: a question that they begin with, before they do anything,
 * is answered with no.
 */
export class Candidates {
  readonly #size: number
  readonly #conditions: ReadonlyMap<Field, readonly Condition[]>
  /** By field, then by value: a bit for each rule that is not ruled out. */
  readonly #possible = new Map<Field, Map<string, Uint32Array>>()

  /** Null: not worth it. */
  static of({ rules }: Chain): Candidates | null {
    return rules.length < fewRules ? null : new Candidates(rules)
  }

  private constructor(rules: readonly Rule[]) {
    this.#size = rules.length
    const conditions = new Map<Field, Condition[]>()
    for (const [i, rule] of rules.entries()) {
      for (const { field, ...condition } of opening(rule)) {
        const others = conditions.get(field) ?? []
        conditions.set(field, [...others, { rule: i, ...condition }])
      }
    }
    this.#conditions = conditions
  }

  /** A bit for each rule that may hold. */
  for(traveller: Traveller, machine: Machine): Uint32Array {
    const possible = new Uint32Array(Math.ceil(this.#size / 32)).fill(0xffff_ffff)
    for (const field of this.#conditions.keys()) {
      const bits = this.#bitsOf(field, traveller, machine)
      for (let i = 0; i < bits.length; i++) possible[i]! &= bits[i]!
    }
    return possible
  }

  #bitsOf(field: Field, traveller: Traveller, machine: Machine): Uint32Array {
    const value = fieldValue(field, traveller, machine)
    const key = String(value)
    const known = this.#possible.get(field) ?? new Map<string, Uint32Array>()
    this.#possible.set(field, known)
    const bits = known.get(key) ?? this.#ask(field, value)
    known.set(key, bits)
    return bits
  }

  #ask(field: Field, value: ReturnType<typeof fieldValue>): Uint32Array {
    const bits = new Uint32Array(Math.ceil(this.#size / 32)).fill(0xffff_ffff)
    for (const { rule, elements, negated } of this.#conditions.get(field)!) {
      const holds = value === null ? 'no' : isAmong([value], elements)
      const isOut = value === null || (negated ? holds === 'yes' : holds === 'no')
      if (isOut) bits[rule >>> 5]! &= ~(1 << (rule & 31))
    }
    return bits
  }
}

/** The first rule from `from` on whose bit is set; `end` when there is none before it. */
export function nextOf(bits: Uint32Array, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const word = bits[i >>> 5]! >>> (i & 31)
    if (word === 0) i = i | 31
    else return Math.min(end, i + trailingZeros(word))
  }
  return end
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word)

const isAsked = (field: Field): field is (typeof asked)[number] => (asked as readonly Field[]).includes(field)

function opening({ steps }: Rule): readonly (Omit<Condition, 'rule'> & { readonly field: Field })[] {
  const effect = steps.findIndex(({ kind }) => kind !== 'match' && kind !== 'anyBit')
  return steps.slice(0, effect < 0 ? steps.length : effect).flatMap((step) => {
    if (step.kind !== 'match' || 'unknown' in step.key || step.key.length !== 1) return []
    const { field, mask } = step.key[0]!
    if (mask !== undefined || !isAsked(field)) return []
    return [{ field, elements: step.elements, negated: step.negated }]
  })
}

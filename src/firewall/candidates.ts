import { allOf, FieldIndex } from './field-index.ts'
import { fieldValue, type Traveller } from './field-values.ts'
import type { Field } from './fields.ts'
import type { Machine } from './packet.ts'
import type { Chain, Element, Rule, Step } from './ruleset.ts'

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

/** Fewer are as quickly asked one by one. */
const fewRules = 16

/**
 * Finds the rules of a chain that may hold for a packet. The others are passed over: a question that they begin with, before they do anything,
 * is answered with no.
 */
export class Candidates {
  readonly #size: number
  readonly #byField = new Map<Field, FieldIndex>()

  /** Null: not worth it. */
  static of({ rules }: Chain): Candidates | null {
    return rules.length < fewRules ? null : new Candidates(rules)
  }

  private constructor(rules: readonly Rule[]) {
    this.#size = rules.length
    for (const [i, rule] of rules.entries())
      for (const { field, elements, negated } of opening(rule)) this.#indexOf(field).add(i, elements, negated)
  }

  #indexOf(field: Field): FieldIndex {
    const index = this.#byField.get(field) ?? new FieldIndex(this.#size)
    this.#byField.set(field, index)
    return index
  }

  /** A bit for each rule that may hold. */
  for(traveller: Traveller, machine: Machine): Uint32Array {
    const possible = allOf(this.#size)
    for (const [field, index] of this.#byField) {
      const left = index.leftBy(fieldValue(field, traveller, machine))
      for (let i = 0; i < left.length; i++) possible[i]! &= left[i]!
    }
    return possible
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

interface Opening {
  readonly field: Field
  readonly elements: readonly Element[]
  readonly negated: boolean
}

/** With another step it may be one question: no to it alone says nothing yet. */
const isJoined = (step: Step | undefined): boolean => step?.kind === 'match' && step.joinsNext === true

/** What a rule asks before it does anything. */
function opening({ steps }: Rule): readonly Opening[] {
  const effect = steps.findIndex(({ kind }) => kind !== 'match' && kind !== 'anyBit')
  return steps.slice(0, effect < 0 ? steps.length : effect).flatMap((step, i) => {
    if (step.kind !== 'match' || 'unknown' in step.key || step.key.length !== 1) return []
    if (isJoined(step) || isJoined(steps[i - 1])) return []
    const { field, mask } = step.key[0]!
    if (mask !== undefined || !isAsked(field)) return []
    return [{ field, elements: step.elements, negated: step.negated }]
  })
}

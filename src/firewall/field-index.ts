import { bigints, isInAny, normalise } from '../lib/intervals.ts'
import type { Value } from './field-values.ts'
import { type Answer, isAmong } from './match.ts'
import type { Element } from './ruleset.ts'

interface Condition {
  readonly rule: number
  readonly holdsFor: (value: Value) => Answer
  readonly negated: boolean
}

/** What the rules of a chain ask of one field, and which of them a value leaves. */
export class FieldIndex {
  /** Rules that ask for one number: most do. */
  readonly #single = new Map<bigint, number[]>()
  readonly #asksOnce: Uint32Array
  readonly #others: Condition[] = []
  /** By value. */
  readonly #left = new Map<string, Uint32Array>()

  /** @param size how many rules the chain has */
  constructor(size: number) {
    this.#asksOnce = allOf(size)
  }

  add(rule: number, elements: readonly Element[], negated: boolean): void {
    const only = negated ? null : onlyNumber(elements)
    if (only === null || !hasBit(this.#asksOnce, rule)) {
      this.#others.push({ rule, holdsFor: lookUp(elements), negated })
      return
    }
    clearBit(this.#asksOnce, rule)
    const others = this.#single.get(only)
    if (others === undefined) this.#single.set(only, [rule])
    else others.push(rule)
  }

  /** A bit for each rule that may hold. */
  leftBy(value: Value): Uint32Array {
    const key = String(value)
    const known = this.#left.get(key)
    if (known !== undefined) return known
    const left = this.#ask(value)
    this.#left.set(key, left)
    return left
  }

  #ask(value: Value): Uint32Array {
    const left = this.#asksOnce.slice()
    for (const rule of this.#asking(value)) left[rule >>> 5]! |= 1 << (rule & 31)
    for (const { rule, holdsFor, negated } of this.#others) {
      const holds = value === null ? 'no' : holdsFor(value)
      if (value === null || holds === (negated ? 'yes' : 'no')) clearBit(left, rule)
    }
    return left
  }

  /** Those of the rules that ask for one number for which it may be that. */
  #asking(value: Value): readonly number[] {
    if (value === null || typeof value === 'string') return []
    const [first, last] = value
    if (first === last) return this.#single.get(first) ?? []
    return [...this.#single].flatMap(([number, rules]) => (first <= number && number <= last ? rules : []))
  }
}

/** A bit for each of so many rules. */
export function allOf(size: number): Uint32Array {
  return new Uint32Array(Math.ceil(size / 32)).fill(0xffff_ffff)
}

const hasBit = (bits: Uint32Array, rule: number): boolean => (bits[rule >>> 5]! & (1 << (rule & 31))) !== 0

function clearBit(bits: Uint32Array, rule: number): void {
  bits[rule >>> 5]! &= ~(1 << (rule & 31))
}

function onlyNumber(elements: readonly Element[]): bigint | null {
  const place = elements.length === 1 ? elements[0]![0] : undefined
  return typeof place === 'object' && place[0] === place[1] ? place[0] : null
}

/** Sets may be long: a single number is looked for by halves. */
function lookUp(elements: readonly Element[]): Condition['holdsFor'] {
  const places = elements.map(([place]) => place)
  const areNumbers = places.every((place) => typeof place === 'object')
  if (!areNumbers) return (value) => isAmong([value], elements)
  const spans = normalise(
    places.map(([first, last]) => ({ first, last })),
    bigints,
  )
  return (value) => {
    if (value === null || typeof value === 'string') return 'no'
    if (value[0] !== value[1]) return isAmong([value], elements)
    return isInAny(spans, value[0]) ? 'yes' : 'no'
  }
}

import { fieldValue, type Traveller, type Value } from './field-values.ts'
import type { Machine } from './packet.ts'
import type { Element, Interval, Key, Place, Selector } from './ruleset.ts'

/** `perhaps`: for some of the packets that this one stands for, or it cannot be told. */
export type Answer = 'yes' | 'no' | 'perhaps'

/** What a key reads of the packet; null: the packet lacks a part of it; or what of it cannot be read. */
export function read(key: Key, traveller: Traveller, machine: Machine): readonly Value[] | null | { unknown: string } {
  if ('unknown' in key) return key
  const values = key.map((selector) => readOne(selector, traveller, machine))
  return values.includes(null) ? null : values
}

/** Whether it is in one of these elements. */
export function isAmong(values: readonly Value[], elements: readonly Element[]): Answer {
  return any(elements.map((element) => isElement(values, element)))
}

export function isElement(values: readonly Value[], element: Element): Answer {
  return all(element.map((place, i) => isAt(values[i] ?? null, place)))
}

/** Whether any of these bits is set. */
export function hasAnyBit(value: Value, bits: bigint): Answer {
  if (value === null || typeof value === 'string') return 'no'
  if (value[0] !== value[1]) return 'perhaps'
  return (value[0] & bits) !== 0n ? 'yes' : 'no'
}

export function not(answer: Answer): Answer {
  return answer === 'perhaps' ? answer : answer === 'yes' ? 'no' : 'yes'
}

/** The answer that all of them are. */
export function alike(answers: readonly Answer[]): Answer {
  const [first = 'perhaps'] = answers
  return answers.every((answer) => answer === first) ? first : 'perhaps'
}

function readOne({ field, mask }: Selector, traveller: Traveller, machine: Machine): Value {
  const value = fieldValue(field, traveller, machine)
  if (mask === undefined || value === null || typeof value === 'string') return value
  return value[0] === value[1] ? [value[0] & mask, value[0] & mask] : [0n, mask]
}

function isAt(value: Value, place: Place): Answer {
  if (value === null) return 'no'
  if (place === true) return 'yes'
  if (typeof value === 'string') return typeof place === 'string' && isNamed(value, place) ? 'yes' : 'no'
  if (typeof place === 'string') return 'no'
  return overlap(value, place)
}

function overlap([first, last]: Interval, [from, to]: Interval): Answer {
  if (last < from || first > to) return 'no'
  return first >= from && last <= to ? 'yes' : 'perhaps'
}

/** Whether a device has that name, or one that begins so. */
export function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

function any(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('perhaps') ? 'perhaps' : 'no'
}

function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no'
  return answers.includes('perhaps') ? 'perhaps' : 'yes'
}

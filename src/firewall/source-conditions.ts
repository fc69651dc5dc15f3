import type { Family } from '../lib/address.ts'
import { bigints, normalise, type Interval as Span } from '../lib/intervals.ts'
import type { Field } from './fields.ts'
import type { Element, Key, Ruleset, Step } from './ruleset.ts'

/** What the rules of a ruleset ask of source addresses: addresses that are answered alike by all of it fare alike. */
export interface SourceConditions {
  /** First addresses of stretches that some rule may treat otherwise than what is before them. */
  readonly boundaries: readonly bigint[]
  /** The same for addresses of which every question has the same answer. */
  signatureOf(source: bigint): string
  /** Some rule looks at single bits of the address, which no stretch can tell. */
  readonly looksAtBits: boolean
}

/** Elements that a part of a key, the source address, is looked up in. */
interface Question {
  readonly at: number
  readonly elements: readonly Element[]
  /** It matters whether one of them holds, not which one. */
  readonly isMembership: boolean
}

export function sourceConditions(ruleset: Ruleset, family: Family): SourceConditions {
  const fields: readonly Field[] =
    family === 4 ? ['ip saddr', 'ct original ip saddr'] : ['ip6 saddr', 'ct original ip6 saddr']
  const asked = stepsOf(ruleset).flatMap((step) => lookUps(step))
  const ofSource = asked.flatMap(({ key, ...lookUp }) =>
    key.flatMap(({ field, mask }, at) =>
      fields.includes(field) ? [{ ...lookUp, at, mask, isAlone: key.length === 1 }] : [],
    ),
  )
  const questions = ofSource
    .filter(({ mask }) => mask === undefined)
    .map(({ at, elements, isMap, isAlone }) => spansOf({ at, elements, isMembership: isAlone && !isMap }))
  return {
    boundaries: questions.flatMap(({ spans }) => spans.flatMap(({ first, last }) => [first, last + 1n])),
    signatureOf: (source) => questions.map((question) => answerOf(question, source)).join(),
    looksAtBits: ofSource.some(({ mask }) => mask !== undefined),
  }
}

function stepsOf({ tables }: Ruleset): readonly Step[] {
  const chains = tables.flatMap((table) => [...table.chains.values()])
  return chains.flatMap(({ rules }) => rules.flatMap(({ steps }) => steps))
}

interface LookUp {
  readonly key: Exclude<Key, { readonly unknown: string }>
  readonly elements: readonly Element[]
  readonly isMap: boolean
}

function lookUps(step: Step): readonly LookUp[] {
  if (step.kind === 'anyBit') return [{ key: [{ mask: step.bits, ...step.key }], elements: [], isMap: false }]
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  if ('unknown' in step.key) return []
  const isMap = step.kind !== 'match'
  const elements = isMap ? step.entries.map(({ element }) => element) : step.elements
  return [{ key: step.key, elements, isMap }]
}

interface Spans {
  readonly spans: readonly Span<bigint>[]
  readonly isMembership: boolean
}

function spansOf({ at, elements, isMembership }: Question): Spans {
  const spans = elements.flatMap((element) => {
    const place = element[at]
    return Array.isArray(place) ? [{ first: place[0] as bigint, last: place[1] as bigint }] : []
  })
  return { spans: isMembership ? normalise(spans, bigints) : spans, isMembership }
}

function answerOf({ spans, isMembership }: Spans, source: bigint): string {
  if (isMembership) return isIn(spans, source) ? '1' : '0'
  return spans.flatMap(({ first, last }, i) => (first <= source && source <= last ? [i] : [])).join(' ')
}

/** In one of sorted, disjoint spans. */
function isIn(spans: readonly Span<bigint>[], address: bigint): boolean {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spans[middle]!.last < address) low = middle + 1
    else high = middle
  }
  return low < spans.length && spans[low]!.first <= address
}

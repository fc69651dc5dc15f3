import { type Family, highest } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Interval as Span } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import { mayConcern, type PortQuestion, portsAskedBy, portsAskedByElement } from './port-questions.ts'
import type { Element, Key, Rule, Ruleset, Selector, Step, Table } from './ruleset.ts'

/** A question that rules ask of source addresses: whether they are in one of these spans. */
export interface SourceCondition {
  readonly spans: readonly Span<bigint>[]
  /** Whether a packet to that port may be asked it. */
  concerns(transport: Transport, port: number): boolean
}

export interface SourceConditions {
  /** Addresses for which the same of them hold fare alike. */
  readonly conditions: readonly SourceCondition[]
  /** Whether some rule that a packet to that port may meet looks at single bits of the address, which no span can tell. */
  looksAtBits(transport: Transport, port: number): boolean
}

/** What one rule asks, or several that ask alike. Spans null: it looks at single bits. */
interface Question {
  readonly spans: Span<bigint>[] | null
  readonly ports: readonly PortQuestion[]
}

/** What the rules of a ruleset ask of source addresses. */
export function sourceConditions({ tables }: Ruleset, family: Family): SourceConditions {
  const questions = tables.flatMap((table) => {
    const changing = changingChains(table)
    return [...table.chains.values()].flatMap(({ rules }) => questionsOf(rules, family, changing))
  })
  const bitwise = questions.filter(({ spans }) => spans === null)
  return {
    conditions: distinct(questions.flatMap(({ spans, ports }) => (spans === null ? [] : [{ spans, ports }]))),
    looksAtBits: (transport, port) => bitwise.some(({ ports }) => mayConcern(ports, transport, port)),
  }
}

/** Thousands of rules may ask for the same network: that is one question. */
function distinct(
  questions: readonly { readonly spans: Span<bigint>[]; readonly ports: readonly PortQuestion[] }[],
): readonly SourceCondition[] {
  const alike = groupBy(questions, ({ spans }) => spans.map(({ first, last }) => `${first}-${last}`).join())
  return [...alike.values()].map((same) => ({
    spans: same[0]!.spans,
    concerns: (transport, port) => same.some(({ ports }) => mayConcern(ports, transport, port)),
  }))
}

/** Neighbouring rules that are as one. */
interface Run {
  readonly shape: string
  readonly spans: Span<bigint>[]
}

function questionsOf(rules: readonly Rule[], family: Family, changing: ReadonlySet<string>): readonly Question[] {
  const questions: Question[] = []
  let run: Run | null = null
  for (const rule of rules) {
    const asked = rule.steps.flatMap((step) => lookUpsOf(step, family))
    const [only] = asked
    const shape: string | null =
      asked.length === 1 && isUnitable(rule, only!, changing) ? shapeOf(rule, only!.step) : null
    if (run !== null && run.shape === shape) run.spans.push(...only!.spans!)
    else {
      const ports = portsAskedBy(rule)
      questions.push(...asked.map((each) => ({ spans: each.spans, ports: [...ports, ...each.ports] })))
      run = shape === null ? null : { shape, spans: only!.spans! }
    }
  }
  return questions
}

/**
 * Neighbours that differ in nothing but the sources that they ask for do together what one rule with all of these would: long lists of addresses
 * are often written so. Not so where they ask who is not among them, or change what the next one asks of.
 */
function isUnitable({ steps }: Rule, { step, spans }: LookUp, changing: ReadonlySet<string>): boolean {
  if (spans === null || step.kind !== 'match' || step.negated || !hasOnePlace(step.key)) return false
  return !steps.some((each) => changes(each, changing))
}

const hasOnePlace = (key: Key): boolean => !('unknown' in key) && key.length === 1

function shapeOf({ steps }: Rule, source: Step): string {
  return textOf(steps.map((step) => (step === source ? { ...step, elements: [] } : step)))
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
}

/** Chains that change the mark of a packet, or lead to such. */
function changingChains({ chains }: Table): ReadonlySet<string> {
  const changing = new Set<string>()
  for (let before = -1; before < changing.size; ) {
    before = changing.size
    for (const { name, rules } of chains.values())
      if (!changing.has(name) && rules.some(({ steps }) => steps.some((step) => changes(step, changing))))
        changing.add(name)
  }
  return changing
}

function changes(step: Step, changing: ReadonlySet<string>): boolean {
  if (step.kind === 'assign' || step.kind === 'untracked') return true
  const verdicts =
    step.kind === 'verdict' ? [step.verdict] : step.kind === 'verdictMap' ? step.entries.map(({ value }) => value) : []
  return verdicts.some((verdict) => 'chain' in verdict && changing.has(verdict.chain))
}

/** What a step asks of the source. */
interface LookUp extends Question {
  readonly step: Step
}

/** Elements that have all but the source in common are one question: it matters whether one of them holds, not which one. */
function lookUpsOf(step: Step, family: Family): readonly LookUp[] {
  if (step.kind === 'anyBit') return isSource(step.key, family) ? [{ step, spans: null, ports: [] }] : []
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  const { key } = step
  if ('unknown' in key) return []
  const entries: readonly { readonly element: Element; readonly value?: unknown }[] =
    step.kind === 'match' ? step.elements.map((element) => ({ element })) : step.entries
  return key.flatMap((selector, at) => {
    if (!isSource(selector, family)) return []
    const other = ({ element, value }: (typeof entries)[number]) =>
      key.length === 1 && value === undefined ? '' : textOf([element.map((place, i) => (i === at ? 0 : place)), value])
    return [...groupBy(entries, other).values()].map((alike) => ({
      step,
      spans: spansOf(
        alike.map(({ element }) => element[at]),
        selector.mask,
        family,
      ),
      ports: portsAskedByElement(key, alike[0]!.element),
    }))
  })
}

function isSource({ field }: Selector, family: Family): boolean {
  const fields: readonly Field[] =
    family === 4 ? ['ip saddr', 'ct original ip saddr'] : ['ip6 saddr', 'ct original ip6 saddr']
  return fields.includes(field)
}

/** The addresses that are in one of these places. Null: no spans are. */
function spansOf(
  places: readonly (Element[number] | undefined)[],
  mask: bigint | undefined,
  family: Family,
): Span<bigint>[] | null {
  const host = mask === undefined ? 0n : highest[family] & ~mask
  // Ones at the end alone: the mask of a network.
  if ((host & (host + 1n)) !== 0n) return null
  return places.flatMap((place) => {
    if (!Array.isArray(place)) return []
    const [from, to] = place as readonly [bigint, bigint]
    const [first, last] = [(from & host) === 0n ? from : (from | host) + 1n, to | host]
    return first <= last ? [{ first, last }] : []
  })
}

import type { Family } from '../lib/address.ts'
import type { Interval as Span } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import type { Element, Key, Rule, Ruleset, Selector, Step } from './ruleset.ts'

/** A question that a rule asks of source addresses: whether they are in one of these spans. */
export interface SourceCondition {
  readonly spans: readonly Span<bigint>[]
  /** Whether the rule may hold for a packet to that port. */
  concerns(transport: Transport, port: number): boolean
}

export interface SourceConditions {
  /** Addresses for which the same of them hold fare alike. */
  readonly conditions: readonly SourceCondition[]
  /** Some rule looks at single bits of the address, which no span can tell. */
  readonly looksAtBits: boolean
}

/** What the rules of a ruleset ask of source addresses. */
export function sourceConditions({ tables }: Ruleset, family: Family): SourceConditions {
  const fields: readonly Field[] =
    family === 4 ? ['ip saddr', 'ct original ip saddr'] : ['ip6 saddr', 'ct original ip6 saddr']
  const isSource = ({ field }: Selector) => fields.includes(field)
  const chains = tables.flatMap((table) => [...table.chains.values()])
  const found = chains.map(({ rules }) => conditionsOf(rules, isSource))
  return {
    conditions: found.flatMap(({ conditions }) => conditions),
    looksAtBits: found.some(({ looksAtBits }) => looksAtBits),
  }
}

function conditionsOf(rules: readonly Rule[], isSource: (selector: Selector) => boolean): SourceConditions {
  const conditions: SourceCondition[] = []
  let looksAtBits = false
  let run: { readonly shape: string; readonly spans: Span<bigint>[] } | null = null
  for (const rule of rules) {
    const asked = rule.steps.flatMap(lookUps).filter(({ key }) => key.some(isSource))
    looksAtBits ||= asked.some(({ key }) => key.some((selector) => isSource(selector) && selector.mask !== undefined))
    const shape = asked.length === 1 && asked[0]!.isMembership ? shapeOf(rule, asked[0]!.step) : null
    const isNext: boolean = run !== null && shape === run.shape
    const concerns = concernsOf(rule)
    for (const { key, elements, isMembership } of asked) {
      const spans = spansAt(elements, key.findIndex(isSource))
      if (isNext) run!.spans.push(...spans)
      else if (isMembership) {
        run = { shape: shape ?? '', spans }
        conditions.push({ spans, concerns })
      } else conditions.push(...spans.map((span) => ({ spans: [span], concerns })))
    }
    if (shape === null) run = null
  }
  return { conditions, looksAtBits }
}

/**
 * Neighbours that differ in nothing but the sources that they ask for do together what one rule with all of these would: long lists of addresses
 * are often written so.
 */
function shapeOf({ steps }: Rule, source: Step): string {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
  return JSON.stringify(
    steps.map((step) => (step === source ? { ...step, elements: [] } : step)),
    text,
  )
}

interface LookUp {
  readonly step: Step
  readonly key: Exclude<Key, { readonly unknown: string }>
  readonly elements: readonly Element[]
  /** It matters whether one of the elements holds, not which one. */
  readonly isMembership: boolean
}

function lookUps(step: Step): readonly LookUp[] {
  if (step.kind === 'anyBit') {
    const key = [{ mask: step.bits, ...step.key }]
    return [{ step, key, elements: [], isMembership: false }]
  }
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  if ('unknown' in step.key) return []
  const isMap = step.kind !== 'match'
  const elements = isMap ? step.entries.map(({ element }) => element) : step.elements
  return [{ step, key: step.key, elements, isMembership: !isMap && step.key.length === 1 }]
}

function spansAt(elements: readonly Element[], at: number): Span<bigint>[] {
  return elements.flatMap((element) => {
    const place = element[at]
    return Array.isArray(place) ? [{ first: place[0] as bigint, last: place[1] as bigint }] : []
  })
}

const portFields: Readonly<Record<Transport, readonly Field[]>> = {
  tcp: ['tcp dport', 'th dport'],
  udp: ['udp dport', 'th dport'],
}
const everyPortField: readonly Field[] = ['tcp dport', 'udp dport', 'th dport']

/** By the ports that the rule asks for as such; what it asks otherwise may hold. */
function concernsOf({ steps }: Rule): SourceCondition['concerns'] {
  const asked = steps.flatMap((step) => {
    if (step.kind !== 'match' || 'unknown' in step.key || step.key.length !== 1) return []
    const { field, mask } = step.key[0]!
    if (mask !== undefined || step.negated || !everyPortField.includes(field)) return []
    return [{ field, spans: spansAt(step.elements, 0) }]
  })
  if (asked.length === 0) return () => true
  return (transport, port) =>
    asked.every(
      ({ field, spans }) =>
        portFields[transport].includes(field) && spans.some(({ first, last }) => first <= port && port <= last),
    )
}

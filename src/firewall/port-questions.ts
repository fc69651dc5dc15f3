import type { Interval as Span } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import { PortIndex, type PortQuestion } from './port-index.ts'
import type { Element, Key, MapEntry, Rule, Ruleset, Step } from './ruleset.ts'

/** Of the fields that are ports which packets are sent to: whose. */
const portFields: Partial<Readonly<Record<Field, Transport | null>>> = {
  'tcp dport': 'tcp',
  'udp dport': 'udp',
  'th dport': null,
}

/** Steps that end a rule or go on, and change nothing. */
const asks: ReadonlySet<Step['kind']> = new Set(['match', 'anyBit', 'limit', 'unknown'])

/** What a rule asks of the port as such before it does anything; what it asks otherwise may hold. */
export function portsAskedBy({ steps }: Rule): readonly PortQuestion[] {
  const effect = steps.findIndex(({ kind }) => !asks.has(kind))
  return steps.slice(0, effect < 0 ? steps.length : effect).flatMap((step) => {
    if (step.kind !== 'match' || 'unknown' in step.key || step.key.length !== 1) return []
    const { field, mask } = step.key[0]!
    const transport = portFields[field]
    if (mask !== undefined || step.negated || transport === undefined) return []
    return [{ transport, spans: portsAt(step.elements, 0) }]
  })
}

/** What an element of a concatenation asks of the port: without that it never holds, whatever else it asks. */
export function portsAskedByElement(key: Key, element: Element): readonly PortQuestion[] {
  if ('unknown' in key) return []
  return key.flatMap(({ field, mask }, at) => {
    const transport = portFields[field]
    if (mask !== undefined || transport === undefined || !Array.isArray(element[at])) return []
    return [{ transport, spans: portsAt([element], at) }]
  })
}

/** The intervals at one place of the elements, where ports stand. */
export function portsAt(elements: readonly Element[], at: number): readonly Span<number>[] {
  return elements.flatMap((element) => {
    const place = element[at]
    return Array.isArray(place) ? [{ first: Number(place[0]), last: Number(place[1]) }] : []
  })
}

/** What rules that translate destinations make of the ports of packets. */
export interface PortTranslations {
  /**
   * The ports that a packet may be asked about on its way: the one that it is sent to, and those that translations may give it. Rules behind a
   * translation ask for the port of the container.
   */
  onTheWay(transport: Transport, port: number): readonly number[]
  /** Whether one may concern packets to that port at all. */
  concern(transport: Transport, port: number): boolean
}

export function portTranslations({ tables }: Ruleset): PortTranslations {
  const rules = tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules))
  const index = new PortIndex(rules.flatMap(translationsOf))
  const at = (transport: Transport, port: number) => [...index.always, ...index.at(transport, port)]
  return {
    onTheWay: (transport, port) => [...new Set([port, ...at(transport, port).filter((to) => to !== null)])],
    concern: (transport, port) => at(transport, port).length > 0,
  }
}

interface Translation {
  /** The port that it gives; null: it keeps that of the packet. */
  readonly item: number | null
  readonly questions: readonly PortQuestion[]
}

function translationsOf(rule: Rule): readonly Translation[] {
  const asked = portsAskedBy(rule)
  return rule.steps.flatMap((step): readonly Translation[] => {
    if (step.kind === 'translate') return step.to === 'another source' ? [] : [{ item: step.to.port, questions: asked }]
    if (step.kind !== 'translateMap') return []
    return step.entries.map(({ element, value }: MapEntry<{ port: number | null }>) => ({
      ...{ item: value.port, questions: [...asked, ...portsAskedByElement(step.key, element)] },
    }))
  })
}

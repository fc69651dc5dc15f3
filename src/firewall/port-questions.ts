import type { Interval as Span } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import type { Element, Key, MapEntry, Rule, Ruleset, Step } from './ruleset.ts'

/** What must hold of the port that a packet is sent to, before anything else is asked of it. */
export interface PortQuestion {
  readonly field: Field
  readonly spans: readonly Span<bigint>[]
}

const portFields: Readonly<Record<Transport, readonly Field[]>> = {
  tcp: ['tcp dport', 'th dport'],
  udp: ['udp dport', 'th dport'],
}
const everyPortField: readonly Field[] = ['tcp dport', 'udp dport', 'th dport']

/** Whether all of them may hold for packets to a port. */
export function mayConcern(questions: readonly PortQuestion[], transport: Transport, port: number): boolean {
  return questions.every(
    ({ field, spans }) =>
      portFields[transport].includes(field) && spans.some(({ first, last }) => first <= port && port <= last),
  )
}

/** Steps that end a rule or go on, and change nothing. */
const asks: ReadonlySet<Step['kind']> = new Set(['match', 'anyBit', 'limit', 'unknown'])

/** What a rule asks of the port as such before it does anything; what it asks otherwise may hold. */
export function portsAskedBy({ steps }: Rule): readonly PortQuestion[] {
  const effect = steps.findIndex(({ kind }) => !asks.has(kind))
  return steps.slice(0, effect < 0 ? steps.length : effect).flatMap((step) => {
    if (step.kind !== 'match' || 'unknown' in step.key || step.key.length !== 1) return []
    const { field, mask } = step.key[0]!
    if (mask !== undefined || step.negated || !everyPortField.includes(field)) return []
    return [{ field, spans: spansAt(step.elements, 0) }]
  })
}

/** What an element of a concatenation asks of the port: without that it never holds, whatever else it asks. */
export function portsAskedByElement(key: Key, element: Element): readonly PortQuestion[] {
  if ('unknown' in key) return []
  return key.flatMap(({ field, mask }, at) =>
    mask === undefined && everyPortField.includes(field) && Array.isArray(element[at])
      ? [{ field, spans: spansAt([element], at) }]
      : [],
  )
}

/** The intervals at one place of the elements. */
export function spansAt(elements: readonly Element[], at: number): readonly Span<bigint>[] {
  return elements.flatMap((element) => {
    const place = element[at]
    return Array.isArray(place) ? [{ first: place[0] as bigint, last: place[1] as bigint }] : []
  })
}

/**
 * The ports that a packet may be asked about on its way: the one that it is sent to, and those that translations may give it. Rules behind a
 * translation ask for the port of the container.
 */
export function portsOnTheWay({ tables }: Ruleset): (transport: Transport, port: number) => readonly number[] {
  const rules = tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules))
  const translations = rules.flatMap(translationsOf)
  return (transport, port) => {
    const led = translations.filter(({ questions }) => mayConcern(questions, transport, port))
    return [...new Set([port, ...led.map(({ to }) => to)])]
  }
}

interface Translation {
  readonly questions: readonly PortQuestion[]
  readonly to: number
}

function translationsOf(rule: Rule): readonly Translation[] {
  const asked = portsAskedBy(rule)
  const leading = (to: unknown, more: readonly PortQuestion[] = []): readonly Translation[] =>
    typeof to === 'number' ? [{ questions: [...asked, ...more], to }] : []
  return rule.steps.flatMap((step) => {
    if (step.kind === 'translate') return step.to === 'another source' ? [] : leading(step.to.port)
    if (step.kind !== 'translateMap') return []
    return step.entries.flatMap(({ element, value }: MapEntry<{ port: number | null }>) =>
      leading(value.port, portsAskedByElement(step.key, element)),
    )
  })
}

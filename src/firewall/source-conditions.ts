import type { Family } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Interval as Span } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import { type AddressLookUp, type AddressQuestion, lookUpsOf, textOfValue } from './address-questions.ts'
import type { Field } from './fields.ts'
import { PortIndex } from './port-index.ts'
import { portsAskedBy } from './port-questions.ts'
import type { Key, Rule, Ruleset, Step, Table } from './ruleset.ts'

export interface SourceConditions {
  /** What rules ask of source addresses: whether they are in one of these spans. Addresses for which the same of them hold fare alike. */
  readonly spans: readonly (readonly Span<bigint>[])[]
  /** Their indices: those that packets to any port may be asked. */
  readonly always: readonly number[]
  /** Those that only packets to some ports may be asked, this one among them. */
  at(transport: Transport, port: number): readonly number[]
  /** Whether some rule that a packet to that port may meet looks at single bits of the address, which no span can tell. */
  looksAtBits(transport: Transport, port: number): boolean
}

const sources: Readonly<Record<Family, readonly Field[]>> = {
  4: ['ip saddr', 'ct original ip saddr'],
  6: ['ip6 saddr', 'ct original ip6 saddr'],
}

/** What the rules of a ruleset ask of source addresses. */
export function sourceConditions({ tables }: Ruleset, family: Family): SourceConditions {
  const questions = tables.flatMap((table) => {
    const changing = changingChains(table)
    return [...table.chains.values()].flatMap(({ rules }) => questionsOf(rules, family, changing))
  })
  const asked = questions.flatMap(({ spans, ports }) => (spans === null ? [] : [{ spans, ports }]))
  // Thousands of rules may ask for the same network: that is one question.
  const alike = [...groupBy(asked, ({ spans }) => spans.map(({ first, last }) => `${first}-${last}`).join()).values()]
  const index = new PortIndex(alike.flatMap((same, item) => same.map(({ ports }) => ({ item, questions: ports }))))
  const bitwise = questions.flatMap(({ spans, ports }) => (spans === null ? [{ item: true, questions: ports }] : []))
  const bits = new PortIndex(bitwise)
  return {
    spans: alike.map((same) => same[0]!.spans),
    always: index.always,
    at: (transport, port) => index.at(transport, port),
    looksAtBits: (transport, port) => bits.always.length > 0 || bits.at(transport, port).length > 0,
  }
}

/** Neighbouring rules that are as one. */
interface Run {
  readonly shape: string
  readonly spans: Span<bigint>[]
}

function questionsOf(
  rules: readonly Rule[],
  family: Family,
  changing: ReadonlySet<string>,
): readonly AddressQuestion[] {
  const questions: AddressQuestion[] = []
  let run: Run | null = null
  for (const rule of rules) {
    const asked = rule.steps.flatMap((step) => lookUpsOf(step, sources[family], family))
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
function isUnitable({ steps }: Rule, { step, spans }: AddressLookUp, changing: ReadonlySet<string>): boolean {
  if (spans === null || step.kind !== 'match' || step.negated || !hasOnePlace(step.key)) return false
  return !steps.some((each) => changes(each, changing))
}

const hasOnePlace = (key: Key): boolean => !('unknown' in key) && key.length === 1

function shapeOf({ steps }: Rule, source: Step): string {
  return textOfValue(steps.map((step) => (step === source ? { ...step, elements: [] } : step)))
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

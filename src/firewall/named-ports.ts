import type { Interval } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import { portsAt } from './port-questions.ts'
import type { Rule, Ruleset, Selector, Step, Table } from './ruleset.ts'
import { cutAt } from './source-pieces.ts'

/** Ports that rules let in or lead elsewhere by their numbers, or send to chains that may, and that no rule tells apart. */
export interface NamedPorts extends Interval<number> {
  readonly transport: Transport
  /** Where they are: family and name of the table, chain and handle. */
  readonly places: ReadonlySet<string>
  /** The same of rules that only send their packets to other chains, as those of Kubernetes' node ports do. */
  readonly sentOnAt: ReadonlySet<string>
}

/** The place of a rule as `NamedPort.places` has it. */
export function placeText(table: string, chain: string, handle: number | null): string {
  return `${table} ${chain} ${handle}`
}

const transportsOf: Partial<Record<Field, readonly Transport[]>> = {
  'tcp dport': ['tcp'],
  'udp dport': ['udp'],
  'th dport': ['tcp', 'udp'],
  'ct original proto-dst': ['tcp', 'udp'],
}
/** Longer ranges are not told port by port. */
const mostSingles = 16

/** Ports that the rules name, of packets that they accept, translate or send on, whether anybody serves them or not. */
export function namedPorts({ tables }: Ruleset): readonly NamedPorts[] {
  const rules = tables.flatMap(placedRules)
  return (['tcp', 'udp'] as const).flatMap((transport) => namedPortsOf(transport, rules))
}

function namedPortsOf(transport: Transport, rules: readonly PlacedRule[]): readonly NamedPorts[] {
  const asking = rules.map((rule) => ({ ...rule, asks: rule.steps.flatMap((step) => asked(step, transport)) }))
  const all = asking.flatMap(({ asks }) => asks)
  const naming = asking.filter(({ asks, steps }) => asks.length > 0 && (steps.some(letsIn) || steps.some(sendsOn)))
  const edges = all.flatMap(({ spans }) => spans.flatMap(({ first, last }) => [BigInt(first), BigInt(last) + 1n]))
  const named = naming.map(({ asks }) => asks.flatMap(spansNamed))
  const pieces = cutAt(edges, named) ?? []
  const hasBits = all.some(({ byBits }) => byBits)
  return pieces
    .filter(({ holds }) => holds.length > 0)
    .flatMap(({ first, last, holds }) => {
      const by = holds.map((each) => naming[each]!)
      const [letting, sending] = [true, false].map((is) => by.filter(({ steps }) => steps.some(letsIn) === is))
      const where = { places: placesOf(letting!), sentOnAt: placesOf(sending!) }
      const ports = { first: Number(first), last: Number(last) }
      return (hasBits ? singles(ports) : [ports]).map((each) => ({ transport, ...each, ...where }))
    })
}

const placesOf = (rules: readonly PlacedRule[]) => new Set(rules.map(({ place }) => place))

/** Each for itself; none of more than `mostSingles`. */
export function singles({ first, last }: Interval<number>): readonly Interval<number>[] {
  const count = last - first + 1
  return count > mostSingles ? [] : Array.from({ length: count }, (_, i) => ({ first: first + i, last: first + i }))
}

interface PlacedRule extends Pick<Rule, 'steps'> {
  readonly place: string
}

function placedRules({ family, name, chains }: Table): readonly PlacedRule[] {
  return [...chains.values()].flatMap((chain) =>
    chain.rules.map(({ steps, handle }) => ({ steps, place: placeText(`${family} ${name}`, chain.name, handle) })),
  )
}

function letsIn(step: Step): boolean {
  if (step.kind === 'verdict') return step.verdict.kind === 'accept'
  if (step.kind === 'verdictMap') return step.entries.some(({ value }) => value.kind === 'accept')
  return step.kind === 'translateMap' || (step.kind === 'translate' && step.to !== 'another source')
}

function sendsOn(step: Step): boolean {
  if (step.kind === 'verdict') return 'chain' in step.verdict
  return step.kind === 'verdictMap' && step.entries.some(({ value }) => 'chain' in value)
}

/** What a step asks of ports that packets are sent to. */
interface PortsAsked {
  readonly spans: readonly Interval<number>[]
  readonly negated: boolean
  readonly field: Field
  /** It looks at some of their bits only. */
  readonly byBits: boolean
}

function spansNamed({ spans, negated, byBits, field }: PortsAsked): Interval<bigint>[] {
  if (negated || byBits || field === 'ct original proto-dst') return []
  return spans.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }))
}

function asked(step: Step, transport: Transport): readonly PortsAsked[] {
  const isOurs = ({ field }: Selector) => transportsOf[field]?.includes(transport) === true
  if (step.kind === 'anyBit')
    return isOurs(step.key) ? [{ spans: [], negated: step.negated, field: step.key.field, byBits: true }] : []
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  if ('unknown' in step.key) return []
  const elements = step.kind === 'match' ? step.elements : step.entries.map(({ element }) => element)
  const negated = step.kind === 'match' && step.negated
  return step.key.flatMap((selector, at) => {
    const { field, mask } = selector
    return isOurs(selector) ? [{ spans: portsAt(elements, at), negated, field, byBits: mask !== undefined }] : []
  })
}

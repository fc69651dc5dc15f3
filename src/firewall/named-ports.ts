import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import type { Element, Rule, Ruleset, Selector, Step, Table } from './ruleset.ts'

/** A port that rules let in or lead elsewhere by its number, or send to chains that may. */
export interface NamedPort {
  readonly transport: Transport
  readonly port: number
  /** Where they are: family and name of the table, chain and handle. */
  readonly places: ReadonlySet<string>
  /** The same of rules that only send its packets to other chains, as those of Kubernetes' node ports do. */
  readonly sentOnAt: ReadonlySet<string>
}

/** The place of a rule as `NamedPort.places` has it. */
export function placeText(table: string, chain: string, handle: number | null): string {
  return `${table} ${chain} ${handle}`
}

/** Longer ranges are no single services. */
const mostPortsOfARange = 16
const transportsOf: Partial<Record<Field, readonly Transport[]>> = {
  'tcp dport': ['tcp'],
  'udp dport': ['udp'],
  'th dport': ['tcp', 'udp'],
}

/** Ports that the rules name, of packets that they accept, translate or send on, whether anybody serves them or not. */
export function namedPorts({ tables }: Ruleset): readonly NamedPort[] {
  const found = new Map<string, NamedPort & { readonly places: Set<string>; readonly sentOnAt: Set<string> }>()
  for (const { place, steps } of tables.flatMap(placedRules)) {
    const isSentOn = !steps.some(letsIn)
    if (isSentOn && !steps.some(sendsOn)) continue
    for (const { transport, port } of steps.flatMap(portsOf)) {
      const key = `${transport} ${port}`
      const named = found.get(key) ?? { transport, port, places: new Set<string>(), sentOnAt: new Set<string>() }
      found.set(key, named)
      const places = isSentOn ? named.sentOnAt : named.places
      places.add(place)
    }
  }
  return [...found.values()]
}

function placedRules({ family, name, chains }: Table): readonly (Pick<Rule, 'steps'> & { readonly place: string })[] {
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

function portsOf(step: Step): readonly Pick<NamedPort, 'transport' | 'port'>[] {
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  if ('unknown' in step.key || (step.kind === 'match' && step.negated)) return []
  const elements = step.kind === 'match' ? step.elements : step.entries.map(({ element }) => element)
  return step.key.flatMap(({ field, mask }: Selector, at) => {
    const transports = mask === undefined ? (transportsOf[field] ?? []) : []
    const ports = transports.length === 0 ? [] : elements.flatMap((element) => portsAt(element, at))
    return ports.flatMap((port) => transports.map((transport) => ({ transport, port })))
  })
}

function portsAt(element: Element, at: number): readonly number[] {
  const place = element[at]
  if (!Array.isArray(place)) return []
  const [first, last] = [Number(place[0]), Number(place[1])]
  const count = last - first + 1
  return count > mostPortsOfARange ? [] : Array.from({ length: count }, (_, i) => first + i)
}

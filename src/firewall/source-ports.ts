import type { Transport } from '../model/unions.ts'
import type { Field } from './fields.ts'
import { PortIndex } from './port-index.ts'
import { portsAskedBy, portsAt, portTranslations } from './port-questions.ts'
import type { Rule, Ruleset, Step } from './ruleset.ts'

/** Systems give clients none below (see field-values.ts), but a program may ask for one. */
const firstOfClients = 1024
/** Of rules that ask for more of them the first are looked at. */
const most = 64
const fields: Readonly<Record<Transport, readonly Field[]>> = {
  tcp: ['tcp sport', 'th sport', 'ct original proto-src'],
  udp: ['udp sport', 'th sport', 'ct original proto-src'],
}

/** Ports below those of clients, one of each stretch that the rules which packets to a port may meet tell apart. */
export function lowSourcePorts(ruleset: Ruleset): (transport: Transport, port: number) => readonly number[] {
  const { tables } = ruleset
  const rules = tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules))
  const asking = rules.flatMap(askingOf)
  const index = new PortIndex(asking)
  const { onTheWay } = portTranslations(ruleset)
  return (transport, port) => {
    if (asking.length === 0) return []
    const met = [...index.always, ...onTheWay(transport, port).flatMap((each) => index.at(transport, each))]
    const starts = new Set(met.flatMap((each) => (fields[transport].includes(each.field) ? each.starts : [])))
    return [...starts].sort((a, b) => a - b).slice(0, most)
  }
}

function askingOf(rule: Rule) {
  const found = rule.steps.flatMap(startsOf)
  if (found.length === 0) return []
  const questions = portsAskedBy(rule)
  return found.map((item) => ({ item, questions }))
}

interface Starts {
  readonly field: Field
  readonly starts: readonly number[]
}

/** Where another answer to a step begins; below the first of them all fare as 0 does. */
function startsOf(step: Step): readonly Starts[] {
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  const { key } = step
  if ('unknown' in key) return []
  const elements = step.kind === 'match' ? step.elements : step.entries.map(({ element }) => element)
  return key.flatMap(({ field }, at) => {
    if (!fields.tcp.includes(field) && !fields.udp.includes(field)) return []
    const edges = portsAt(elements, at).flatMap(({ first, last }) => [first, last + 1])
    return [{ field, starts: [1, ...edges].filter((port) => port > 0 && port < firstOfClients) }]
  })
}

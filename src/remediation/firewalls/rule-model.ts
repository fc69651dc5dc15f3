import { ctStatuses, type Field } from '../../firewall/fields.ts'
import type { Base, Place, Rule, Step, Table, TableFamily } from '../../firewall/ruleset.ts'
import { type Family, highest, parseAddress } from '../../lib/address.ts'
import { type ClosingRule, deviceOf, networkOf } from './closing-rule.ts'

/** A chain. `base` null: others jump to it. */
export interface Location {
  readonly family: TableFamily
  readonly table: string
  readonly chain: string
  readonly base: Base | null
}

/** A table of one chain, as the evaluator takes it. */
export function tableOf({ family, table, chain, base }: Location, rules: readonly Rule[]): Table {
  return { family, name: table, chains: new Map([[chain, { name: chain, base, rules }]]) }
}

/**
 * The rule for one family, as the evaluator takes it.
 * @param original whether it asks for the port that a packet was sent to before its destination was changed
 */
export function modelOf(rule: ClosingRule, family: Family, text: string, original = false): Rule {
  const network = networkOf(rule, family)
  const device = deviceOf(rule)
  const address = rule.address === null ? undefined : parseAddress(rule.address)
  const ip = family === 4 ? 'ip' : 'ip6'
  const steps = [
    is('meta nfproto', exactly(family === 4 ? 2 : 10)),
    isNot('meta iifname', 'lo'),
    is('meta l4proto', exactly(rule.transport === 'tcp' ? 6 : 17)),
    is(original ? 'ct original proto-dst' : 'th dport', exactly(rule.port)),
    original ? translated : null,
    address && is(original ? `ct original ${ip} daddr` : `${ip} daddr`, exactly(address.value)),
    network === null ? null : isNot(`${ip} saddr`, networkInterval(network)),
    device === null ? null : isNot('meta iifname', device),
    { kind: 'verdict', verdict: { kind: 'drop' } } as const,
  ].filter((step): step is Step => step !== null && step !== undefined)
  return { handle: 0, steps, tracks: original ? [family] : [], text }
}

/** The rule of one family that lets in who is excepted; none of the other family. */
export function admittanceOf(rule: ClosingRule, family: Family, text: string): Rule[] {
  const network = networkOf(rule, family)
  const device = deviceOf(rule)
  if (network === null && device === null) return []
  const { steps, ...closed } = modelOf({ ...rule, except: null }, family, text)
  const who =
    network === null
      ? is('meta iifname', device!)
      : is(family === 4 ? 'ip saddr' : 'ip6 saddr', networkInterval(network))
  return [{ ...closed, steps: [...steps.slice(0, -1), who, { kind: 'verdict', verdict: { kind: 'accept' } }] }]
}

const translated: Step = { kind: 'anyBit', key: { field: 'ct status' }, bits: ctStatuses.dnat!, negated: false }
const exactly = (value: bigint | number): Place => [BigInt(value), BigInt(value)]
const is = (field: Field, place: Place): Step => ({
  kind: 'match',
  key: [{ field }],
  elements: [[place]],
  negated: false,
})
const isNot = (field: Field, place: Place): Step => ({ ...is(field, place), negated: true }) as Step

/** First and last address of a network: `10.0.0.0/8`. */
export function networkInterval(network: string): readonly [first: bigint, last: bigint] {
  const [text = '', bits] = network.split('/')
  const address = parseAddress(text)
  if (address === undefined) throw new TypeError(`${network} is no network`)
  const width = address.family === 4 ? 32 : 128
  const hosts = highest[address.family] >> BigInt(bits === undefined ? width : Number(bits))
  const first = address.value & ~hosts & highest[address.family]
  return [first, first | hosts]
}

import type { UfwRule } from '../firewall/owners.ts'
import type { Machine, Packet } from '../firewall/packet.ts'
import type { Ruleset } from '../firewall/ruleset.ts'
import { isLinkLocal } from '../firewall/source-classes.ts'
import { type SourceGroup, Sources } from '../firewall/source-groups.ts'
import { lowSourcePorts } from '../firewall/source-ports.ts'
import { classText, spansText } from '../firewall/source-words.ts'
import type { Surroundings } from '../firewall/surroundings.ts'
import { type Family, formatAddress, parseAddress } from '../lib/address.ts'
import { memo } from '../lib/memo.ts'
import type { Endpoint } from '../model/change.ts'
import type { Listener } from '../model/listener.ts'
import type { Transport } from '../model/unions.ts'
import { isLocal } from './peers.ts'

/** The rules that there are now, and the machine that they stand on. */
export interface FirewallNow {
  readonly ruleset: Ruleset
  readonly machine: Machine
  readonly surroundings: Surroundings
  /** The lines of ufw's own files. */
  readonly ufw: readonly UfwRule[]
}

export interface OwnEndpoint {
  readonly family: Family
  readonly destination: bigint
  readonly transport: Transport
  readonly destinationPort: number
}

export interface Answered<Answer> {
  readonly endpoint: OwnEndpoint
  /** Who asks. */
  readonly from: string
  /** Null: they cannot be asked for. */
  readonly answer: Answer | null
}

/** Every own address that a listener takes connections at, but loopback. */
export function endpointsOf({ surroundings }: FirewallNow, listeners: readonly Listener[]): readonly OwnEndpoint[] {
  const own = surroundings.own.filter(({ family, address }) => !isLocal(formatAddress(family, address)))
  return listeners
    .filter(({ bind, netns }) => bind !== 'loopback' && netns === null)
    .flatMap(({ address, bind, transport, port }) => {
      const at = parseAddress(address)
      const takes = (each: { family: Family; address: bigint }) =>
        bind === 'dual-stack' || (bind === 'all' ? each.family === at?.family : each.address === at?.value)
      return own
        .filter(takes)
        .map((each) => ({ family: each.family, destination: each.address, transport, destinationPort: port }))
    })
}

/** The own addresses that an endpoint stands for, whether anybody listens or not. */
export function addressesOf(
  { surroundings }: FirewallNow,
  { address, transport, port }: Endpoint,
): readonly OwnEndpoint[] {
  const isAny = address === '0.0.0.0' || address === '::'
  return surroundings.own
    .filter(({ family, address: own }) => !isLocal(formatAddress(family, own)))
    .filter(({ family, address: own }) => isAny || formatAddress(family, own) === address)
    .map(({ family, address: destination }) => ({ family, destination, transport, destinationPort: port }))
}

/**
 * Asks for a packet to each endpoint from each class of sources; of those of a class that a rule tells apart, and of ports that a sender may pick, the answers
 * that differ from the others' are given too.
 * @param ruleset whose rules tell sources apart
 * @param outcome answers with the same one are the same
 */
export function askAll<Answer>(
  { machine, surroundings }: FirewallNow,
  ruleset: Ruleset,
  endpoints: readonly OwnEndpoint[],
  ask: (packet: Packet) => Answer,
  outcome: (answer: Answer) => string,
): readonly Answered<Answer>[] {
  const sources = memo((family: Family) => new Sources(ruleset, machine, surroundings, family))
  const lowPorts = lowSourcePorts(ruleset)
  return unique(endpoints).flatMap((endpoint) => {
    const { transport, destinationPort } = endpoint
    const { groups, untold } = sources(endpoint.family).groupsFor(transport, destinationPort)
    const reaching = groups.filter(mayReach(machine, endpoint))
    const asked = reaching.flatMap((group) => {
      const packet = { ...endpoint, source: group.representative, ingress: group.ingress }
      const by = (sourcePort: number | null) => ({ group, sourcePort, answer: ask({ ...packet, sourcePort }) })
      return differing([by(null), ...lowPorts(transport, destinationPort).map(by)], outcome)
    })
    const told = asked.filter((each) => each.group.isMain || !asked.some(saysOfMain(each, outcome)))
    return [
      ...told.map((each) => ({ endpoint, from: fromText(each, reaching, endpoint.family), answer: each.answer })),
      ...untold.map(({ from, reason }) => ({ endpoint, from: `${from} (${reason})`, answer: null })),
    ]
  })
}

/** What came of a packet from a group of sources. */
interface Asked<Answer> {
  readonly group: SourceGroup
  /** The one that the sender has to pick; null: any of those that systems give to clients. */
  readonly sourcePort: number | null
  readonly answer: Answer
}

/** The first of each outcome. */
function differing<Answer>(all: readonly Asked<Answer>[], outcome: (answer: Answer) => string): Asked<Answer>[] {
  const first = new Map(all.map((each) => [outcome(each.answer), each] as const).reverse())
  return all.filter((each) => first.get(outcome(each.answer)) === each)
}

/** Finds what says the same of the main group of its class and device. */
function saysOfMain<Answer>(
  { group, sourcePort, answer }: Asked<Answer>,
  outcome: (answer: Answer) => string,
): (other: Asked<Answer>) => boolean {
  return ({ group: main, ...other }) =>
    main.isMain &&
    main.class === group.class &&
    main.ingress === group.ingress &&
    other.sourcePort === sourcePort &&
    outcome(other.answer) === outcome(answer)
}

function fromText<Answer>(
  { group, sourcePort }: Asked<Answer>,
  groups: readonly SourceGroup[],
  family: Family,
): string {
  const ways = groups.filter((each) => each.isMain && each.class === group.class).length
  const who = group.isMain ? classText(group, ways, family) : spansText([group], family)
  return sourcePort === null ? who : `${who} with source port ${sourcePort}`
}

export function keyOf({ transport, destinationPort, destination, family }: OwnEndpoint): string {
  return `${transport} ${destinationPort} ${family} ${destination}`
}

function unique(endpoints: readonly OwnEndpoint[]): readonly OwnEndpoint[] {
  return [...new Map(endpoints.map((each) => [keyOf(each), each])).values()]
}

/** A link-local address is reached from its own link alone (RFC 4007 §5). */
function mayReach(machine: Machine, { family, destination }: OwnEndpoint): (group: SourceGroup) => boolean {
  const isNear = isLinkLocal(family, destination)
  return ({ representative: source, ingress, isDetour }) =>
    (!isDetour || machine.acceptsFrom(ingress, family, source, destination) !== false) &&
    (!isNear || isLinkLocal(family, source))
}

export function endpointAt({ family, destination, transport, destinationPort }: OwnEndpoint): Endpoint {
  return { address: formatAddress(family, destination), transport, port: destinationPort }
}

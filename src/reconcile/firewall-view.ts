import { destinationClasses } from '../firewall/destination-classes.ts'
import { Judge } from '../firewall/judge.ts'
import type { Judgement } from '../firewall/judgement.ts'
import { type NamedPorts, namedPorts } from '../firewall/named-ports.ts'
import type { UfwRule } from '../firewall/owners.ts'
import type { Machine } from '../firewall/packet.ts'
import { type PortTranslations, portTranslations } from '../firewall/port-questions.ts'
import { isLoopback } from '../firewall/routing.ts'
import type { Ruleset } from '../firewall/ruleset.ts'
import { isLinkLocal } from '../firewall/source-classes.ts'
import { type SourceGroup, Sources } from '../firewall/source-groups.ts'
import { lowSourcePorts } from '../firewall/source-ports.ts'
import type { Surroundings } from '../firewall/surroundings.ts'
import { type Wording, wordingOf } from '../firewall/wording.ts'
import { type Address, type Family, formatAddress, parseAddress } from '../lib/address.ts'
import { memo } from '../lib/memo.ts'
import type { FirewallAnswer } from '../model/firewall-answer.ts'
import type { Transport } from '../model/unions.ts'
import { answerOf, answersOf, type Destination, type Judged } from './firewall-answers.ts'

/** What the firewall is judged by. */
export interface FirewallInput {
  readonly ruleset: Ruleset
  readonly machine: Machine
  readonly surroundings: Surroundings
  readonly ufw: readonly UfwRule[]
}

interface Endpoint {
  readonly address: string
  readonly transport: Transport
  readonly port: number
}

/** What the firewall does with packets to the endpoints of this machine, by where they come from. */
export class FirewallView {
  /** See `namedPorts`. */
  readonly namedPorts: () => readonly NamedPorts[]
  readonly #machine: Machine
  readonly #judge: Judge
  readonly #wording: Wording
  readonly #sources: (family: Family) => Sources
  readonly #lowPorts: ReturnType<typeof lowSourcePorts>
  readonly #source: Address | null
  readonly #parsed = memo(parseAddress)
  readonly #translations: PortTranslations
  readonly #classes: (family: Family) => (address: bigint) => number | bigint
  /** What was answered for an endpoint holds for those of other addresses that are like its own. */
  readonly #known = new Map<string, FirewallAnswer[]>()

  /** @param source only packets from this address are asked about; null: from all classes of sources */
  constructor({ ruleset, machine, surroundings, ufw }: FirewallInput, source: Address | null = null) {
    this.namedPorts = () => namedPorts(ruleset)
    this.#machine = machine
    this.#wording = wordingOf(ruleset, ufw)
    this.#source = source
    this.#judge = new Judge(ruleset, machine)
    this.#lowPorts = lowSourcePorts(ruleset)
    this.#sources = memo((family) => new Sources(ruleset, machine, surroundings, family))
    this.#translations = portTranslations(ruleset)
    this.#classes = memo((family) => destinationClasses(ruleset, family))
  }

  /** By where packets to it come from. */
  answers({ address: text, transport, port }: Endpoint): FirewallAnswer[] {
    const address = this.#parsed(text)
    if (address === undefined) return []
    const key = `${this.#alike(address, transport, port)} ${transport} ${port}`
    const found = this.#known.get(key) ?? this.#answers({ ...address, port }, transport)
    this.#known.set(key, found)
    return found
  }

  /** The same for addresses to which packets fare alike: neither rules nor routing tell them apart. */
  #alike({ family, value, zone }: Address, transport: Transport, port: number): string {
    const isLike = this.#machine.isOwn(family, value) && !this.#machine.looksAtDestination(family)
    // A translation may lead from one to another.
    if (!isLike || this.#translations.concern(transport, port)) return `${family} ${value} ${zone}`
    return `${family} class ${this.#classes(family)(value)} ${zone} ${isLinkLocal(family, value)} ${isLoopback(family, value)}`
  }

  #answers(to: Destination, transport: Transport): FirewallAnswer[] {
    if (this.#source !== null) return this.#fromOne(this.#source, to, transport)
    const { groups, untold } = this.#sources(to.family).groupsFor(transport, to.port)
    const judged = this.#judged(
      groups.filter((group) => this.#mayReach(group, to)),
      to,
      transport,
    )
    const byLowPort = judged.flatMap((each) => this.#byLowPort(each, to, transport))
    const reachesNobody = judged.length === 0 && (groups.length > 0 || isLoopback(to.family, to.value))
    const others = reachesNobody ? [] : untold
    return [
      ...answersOf(judged, byLowPort, to, this.#wording),
      ...others.map(({ from, reason }) =>
        untoldAnswer({ from, source: sourceOf(groups[0], to), exceptFor: groups.length > 0 }, reason),
      ),
    ]
  }

  /** Those that are alike in all but their class are judged once, where it is sure that routing treats them alike. */
  #judged(groups: readonly SourceGroup[], to: Destination, transport: Transport): readonly Judged[] {
    const { family, value } = to
    const known = new Map<string, Judgement>()
    return groups.map((group) => {
      const { representative, ingress, isDetour, kind } = group
      if (isDetour || this.#machine.looksAtDestination(family))
        return { group, judgement: this.#ask(representative, ingress, to, transport) }
      const key = `${kind} ${this.#machine.acceptsFrom(ingress, family, representative, value)}`
      const judgement = known.get(key) ?? this.#ask(representative, ingress, to, transport)
      known.set(key, judgement)
      return { group, judgement }
    })
  }

  /** Who does not get in may by another port of his own: rules that ask for the sender's port let in whoever picks that one. */
  #byLowPort({ group, judgement }: Judged, to: Destination, transport: Transport): Judged[] {
    if (judgement.verdict === 'accept') return []
    const ports = this.#lowPorts(transport, to.port)
    for (const sourcePort of ports) {
      const other = this.#ask(group.representative, group.ingress, to, transport, sourcePort)
      if (other.verdict === 'accept') return [{ group, judgement: other, sourcePort }]
    }
    return []
  }

  #fromOne(source: Address, to: Destination, transport: Transport): FirewallAnswer[] {
    const from = formatAddress(source.family, source.value)
    const ingress = source.zone ?? this.#machine.egressTo(source.family, source.value)
    if (source.family !== to.family)
      return [untoldAnswer({ from, source: from, exceptFor: false }, 'it is of the other family of addresses')]
    if (ingress === null)
      return [untoldAnswer({ from, source: from, exceptFor: false }, 'this machine has no way back there')]
    if (isLoopback(to.family, to.value) && !this.#machine.routesLoopback(ingress)) return []
    const judgement = this.#ask(source.value, ingress, to, transport)
    return [answerOf({ judgement, source: source.value, ingress }, { from, exceptFor: false }, to, this.#wording)]
  }

  /** A link-local address is reached from its own link alone (RFC 4007 §5), a loopback one where a device is set to take such packets. */
  #mayReach({ class: { network }, ingress, isDetour, representative: source }: SourceGroup, to: Address): boolean {
    const { family, value } = to
    if (isDetour && this.#machine.acceptsFrom(ingress, family, source, value) === false) return false
    if (isLoopback(family, value)) return family === 4 && network !== null && this.#machine.routesLoopback(ingress)
    if (!isLinkLocal(family, value)) return true
    return network !== null && ingress === to.zone && isLinkLocal(family, source)
  }

  #ask(
    source: bigint,
    ingress: string,
    to: Destination,
    transport: Transport,
    sourcePort: number | null = null,
  ): Judgement {
    return this.#judge.judge({
      ...{ family: to.family, transport, source, destination: to.value },
      ...{ destinationPort: to.port, sourcePort, ingress },
    })
  }
}

function sourceOf(group: SourceGroup | undefined, { family }: Address): string {
  return formatAddress(family, group?.representative ?? 0n)
}

function untoldAnswer(who: Pick<FirewallAnswer, 'from' | 'source' | 'exceptFor'>, reason: string): FirewallAnswer {
  const nothing = { leadsTo: null, decidedBy: null, trail: [], assumptions: [] }
  return { ...who, ingress: '', verdict: 'unknown', reason, ...nothing }
}

import { Judge } from '../firewall/judge.ts'
import type { Judgement } from '../firewall/judgement.ts'
import { type NamedPort, namedPorts } from '../firewall/named-ports.ts'
import type { UfwRule } from '../firewall/owners.ts'
import type { Machine } from '../firewall/packet.ts'
import type { Ruleset } from '../firewall/ruleset.ts'
import { isLinkLocal } from '../firewall/source-classes.ts'
import { type SourceGroup, Sources } from '../firewall/source-groups.ts'
import type { Surroundings } from '../firewall/surroundings.ts'
import { type Wording, wordingOf } from '../firewall/wording.ts'
import { type Address, type Family, formatAddress, parseAddress } from '../lib/address.ts'
import { memo } from '../lib/memo.ts'
import type { FirewallAnswer } from '../model/firewall-answer.ts'
import type { Transport } from '../model/unions.ts'
import { answerOf, answersOf, type Destination } from './firewall-answers.ts'

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
  readonly namedPorts: () => readonly NamedPort[]
  readonly #machine: Machine
  readonly #judge: Judge
  readonly #wording: Wording
  readonly #sources: (family: Family) => Sources
  readonly #source: Address | null

  /** @param source only packets from this address are asked about; null: from all classes of sources */
  constructor({ ruleset, machine, surroundings, ufw }: FirewallInput, source: Address | null = null) {
    this.namedPorts = () => namedPorts(ruleset)
    this.#machine = machine
    this.#wording = wordingOf(ruleset, ufw)
    this.#source = source
    this.#judge = new Judge(ruleset, machine)
    this.#sources = memo((family) => new Sources(ruleset, machine, surroundings, family))
  }

  /** What must be known besides the answers that were given so far. */
  notes(): readonly string[] {
    if (this.#source !== null) return []
    const sources = [this.#sources(4), this.#sources(6)]
    const leftOut = sources.reduce((sum, each) => sum + each.leftOut, 0)
    return [
      ...(leftOut > 0
        ? [`rules tell more sources apart than were judged: ${leftOut} further groups of addresses may fare otherwise`]
        : []),
      ...(sources.some(({ looksAtBits }) => looksAtBits)
        ? ['a rule looks at single bits of source addresses: others of the same network may fare otherwise']
        : []),
    ]
  }

  answers(endpoint: Endpoint): FirewallAnswer[] {
    const address = parseAddress(endpoint.address)
    if (address === undefined) return []
    const to = { ...address, port: endpoint.port }
    if (this.#source !== null) return [this.#fromOne(this.#source, to, endpoint.transport)]
    const groups = this.#sources(to.family)
      .groupsFor(endpoint.transport, to.port)
      .filter((group) => mayReach(group, to))
    const judged = groups.map((group) => ({
      ...{ group, judgement: this.#ask(group.representative, group.ingress, to, endpoint.transport) },
    }))
    return answersOf(judged, to, this.#wording)
  }

  #fromOne(source: Address, to: Destination, transport: Transport): FirewallAnswer {
    const from = formatAddress(source.family, source.value)
    const ingress = source.zone ?? this.#machine.egressTo(source.family, source.value)
    if (source.family !== to.family) return untold(from, 'it is of the other family of addresses')
    if (ingress === null) return untold(from, 'this machine has no way back there')
    const judgement = this.#ask(source.value, ingress, to, transport)
    return answerOf({ judgement, source: source.value, ingress }, { from, exceptFor: false }, to, this.#wording)
  }

  #ask(source: bigint, ingress: string, to: Destination, transport: Transport): Judgement {
    return this.#judge.judge({
      ...{ family: to.family, transport, source, destination: to.value },
      ...{ destinationPort: to.port, sourcePort: null, ingress },
    })
  }
}

function untold(from: string, reason: string): FirewallAnswer {
  const nothing = { leadsTo: null, decidedBy: null, trail: [], assumptions: [] }
  return { from, exceptFor: false, source: from, ingress: '', verdict: 'unknown', reason, ...nothing }
}

/** A link-local address is reached from its own link alone (RFC 4007 §5). */
function mayReach({ class: { network }, ingress, representative }: SourceGroup, to: Address): boolean {
  if (!isLinkLocal(to.family, to.value)) return true
  return network !== null && ingress === to.zone && isLinkLocal(to.family, representative)
}

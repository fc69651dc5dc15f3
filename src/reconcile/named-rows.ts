import type { FirewallAnswer, FirewallRule } from '../model/firewall-answer.ts'
import type { Listener } from '../model/listener.ts'
import type { Transport } from '../model/unions.ts'
import type { ExposureResult } from './exposure.ts'
import { fromWhom } from './from-whom.ts'

/** A port that rules name on an own address where nobody listens and nothing answers. */
export interface NamedEndpoint {
  readonly address: string
  readonly transport: Transport
  readonly port: number
  readonly firewall: readonly FirewallAnswer[]
  /** Whether a rule is one of those that name the port. */
  readonly isNamedBy: (rule: FirewallRule) => boolean
  /** Whether it is one that only sends its packets to another chain. */
  readonly isSentOnBy: (rule: FirewallRule) => boolean
}

export interface NamedRow extends ExposureResult {
  /** What it leads to, as far as that is on this machine. */
  readonly listener: Listener | null
}

/**
 * What such a port is: led elsewhere, or let in for nobody, or not known because of what its own rules ask. Null: none of these.
 * @param servedAt who listens at an endpoint of this machine or of one of its network namespaces
 */
export function namedRow(
  { firewall, isNamedBy, isSentOnBy, transport }: NamedEndpoint,
  servedAt: (address: string, transport: Transport, port: number) => Listener | null,
): NamedRow | null {
  const letIn = firewall.filter(({ verdict }) => verdict === 'accept')
  const led = letIn.find(({ leadsTo }) => leadsTo !== null)
  if (led?.leadsTo) {
    const { address, port } = led.leadsTo
    const listener = servedAt(address, transport, port)
    const end =
      listener === null
        ? 'no listener of this machine is known there'
        : `${listener.process ?? 'a process'} listens there`
    return { exposure: 'forwarded', why: `no socket of its own; ${fromWhom(firewall)}; ${end}`, listener }
  }
  // Who has to pick a port of his own for it is let in for what he answers, as by the rules of DHCP clients.
  const isForAll = letIn.some(({ trail, sourcePort }) => sourcePort === undefined && trail.some(isNamedBy))
  const names = (rule: FirewallRule) => isNamedBy(rule) || isSentOnBy(rule)
  if (!isForAll && firewall.some(({ verdict, trail }) => verdict === 'unknown' && trail.some(names)))
    return { exposure: 'unknown', why: `nobody listens, but rules name it; ${fromWhom(firewall)}`, listener: null }
  if (!isForAll) return null
  return { exposure: 'unused-rule', why: `let in, but nobody listens; ${fromWhom(firewall)}`, listener: null }
}

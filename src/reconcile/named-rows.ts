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
}

export interface NamedRow extends ExposureResult {
  /** What it leads to, as far as that is on this machine. */
  readonly listener: Listener | null
}

/**
 * What such a port is: led elsewhere, or let in for nobody. Null: neither.
 * @param servedAt who listens at an endpoint of this machine or of one of its network namespaces
 */
export function namedRow(
  { firewall, isNamedBy, transport }: NamedEndpoint,
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
  if (!isForAll) return null
  return { exposure: 'unused-rule', why: `let in, but nobody listens; ${fromWhom(firewall)}`, listener: null }
}

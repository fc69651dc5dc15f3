import type { FirewallAnswer } from '../model/firewall-answer.ts'
import type { Listener } from '../model/listener.ts'
import type { Exposure, State } from '../model/unions.ts'
import { fromWhom } from './from-whom.ts'
import { isLoopback } from './own-addresses.ts'

export interface ExposureInput {
  readonly address: string
  readonly listener: Listener | null
  /** What a probe to the own address met; it went through lo. Null when none was sent. */
  readonly selfState: State | null
  /** What the firewall does with packets to it; null: it was not judged. */
  readonly firewall: readonly FirewallAnswer[] | null
}

export interface ExposureResult {
  readonly exposure: Exposure
  /** One sentence. */
  readonly why: string
}

/**
 * Who can reach an endpoint of this machine, and why.
 *
 * A probe to an own address travels through `lo`. Rulesets commonly accept that device before anything else, so an
 * answer proves only that something serves the port here, never that anybody outside gets through. Where the
 * firewall could not be judged, everything that is not bound to loopback is therefore `unknown`.
 */
export function exposureOf(input: ExposureInput): ExposureResult {
  const { address, listener, firewall } = input
  if (listener?.netns && listener.bind === 'loopback') {
    return { exposure: 'local-only', why: `bound to loopback of network namespace ${listener.netns}` }
  }
  if (listener?.netns)
    return { exposure: 'unknown', why: `listens in network namespace ${listener.netns}; it was not probed from here` }
  if (isLoopback(address)) return { exposure: 'local-only', why: loopbackReason(input) }
  if (firewall === null) return { exposure: 'unknown', why: `${insideReason(input)}; firewall not judged` }
  return judged(input, firewall)
}

function judged(input: ExposureInput, firewall: readonly FirewallAnswer[]): ExposureResult {
  const { listener } = input
  const device = listener?.interface ?? null
  const concerned = firewall.filter(({ ingress }) => device === null || ingress === device)
  const inside = insideReason(input)
  if (concerned.length === 0)
    return { exposure: 'local-only', why: `${inside}; this machine has no way to others${device && ` by ${device}`}` }
  return { exposure: exposureBy(concerned, listener), why: `${inside}; ${fromWhom(concerned)}` }
}

function exposureBy(answers: readonly FirewallAnswer[], listener: Listener | null): Exposure {
  const letIn = answers.filter(({ verdict }) => verdict === 'accept')
  if (listener !== null && letIn.some(({ leadsTo }) => leadsTo === null)) return 'exposed'
  if (letIn.some(({ leadsTo }) => leadsTo !== null)) return 'forwarded'
  if (letIn.length > 0) return 'unknown'
  return answers.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'blocked'
}

function loopbackReason({ listener }: ExposureInput): string {
  if (listener === null) return 'answers on a loopback address, but no listener was found here'
  if (listener.bind === 'loopback') return 'bound to loopback'
  return 'this address is loopback; the same socket also serves the other addresses of this machine'
}

function insideReason({ listener, selfState }: ExposureInput): string {
  if (listener === null)
    return selfState === null
      ? 'nothing listens here'
      : 'answers when probed from this machine, but no listener was found here'
  const bound = boundTo(listener)
  if (selfState === 'filtered') return `${bound}, but a probe from this machine got no answer`
  if (selfState === 'closed') return `${bound}, but a probe from this machine was refused`
  return bound
}

function boundTo(listener: Listener): string {
  const device = listener.interface === null ? '' : ` of ${listener.interface}`
  switch (listener.bind) {
    case 'dual-stack':
      return `listens on all IPv4 and IPv6 addresses${device}`
    case 'all':
      return `listens on all ${listener.address.includes(':') ? 'IPv6' : 'IPv4'} addresses${device}`
    case 'interface':
      return 'listens on this address'
    case 'loopback':
      return 'bound to loopback'
  }
}

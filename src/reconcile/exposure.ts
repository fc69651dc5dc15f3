import type { FirewallAnswer } from '../model/firewall-answer.ts'
import type { Listener } from '../model/listener.ts'
import type { Exposure, State } from '../model/unions.ts'
import { isLoopback } from './own-addresses.ts'

export interface ExposureInput {
  readonly address: string
  readonly listener: Listener | null
  /** What a probe to the own address met; it went through lo. Null when none was sent. */
  readonly selfState: State | null
  /** Null until the ruleset has been judged. */
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
 * answer proves only that something serves the port here, never that anybody outside gets through. Until the
 * firewall is judged, everything that is not bound to loopback is therefore `unknown`.
 */
export function exposureOf(input: ExposureInput): ExposureResult {
  const { address, listener } = input
  if (listener?.netns && listener.bind === 'loopback') {
    return { exposure: 'local-only', why: `bound to loopback of network namespace ${listener.netns}` }
  }
  if (listener?.netns)
    return { exposure: 'unknown', why: `listens in network namespace ${listener.netns}; it was not probed from here` }
  if (isLoopback(address)) return { exposure: 'local-only', why: loopbackReason(input) }
  return { exposure: 'unknown', why: `${insideReason(input)}; firewall not judged` }
}

function loopbackReason({ listener }: ExposureInput): string {
  if (listener === null) return 'answers on a loopback address, but no listener was found here'
  if (listener.bind === 'loopback') return 'bound to loopback'
  return 'this address is loopback; the same socket also serves the other addresses of this machine'
}

function insideReason({ listener, selfState }: ExposureInput): string {
  if (listener === null) return 'answers when probed from this machine, but no listener was found here'
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

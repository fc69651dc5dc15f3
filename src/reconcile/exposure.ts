import type { Reachable } from '../model/check-record.ts'
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
  /** What other vantages saw of it. */
  readonly outside: readonly Reachable[]
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
  const inside = fromInside(input)
  return input.outside.length === 0 ? inside : withOutside(inside, input)
}

/** What was seen from elsewhere counts for more than what the rules say. Where both do not agree, both are told. */
function withOutside({ exposure, why }: ExposureResult, { listener, outside }: ExposureInput): ExposureResult {
  const seen = outside.map(({ from, state }) => `${state} from ${from}`).join(', ')
  if (!outside.some(({ state }) => state === 'open')) {
    const isLetIn = exposure === 'exposed' || exposure === 'forwarded'
    return {
      exposure,
      why: `${why}; seen ${seen}${isLetIn ? ': something on the way stops it, or it is not let in from there' : ''}`,
    }
  }
  if (exposure === 'forwarded') return { exposure, why: `${why}; seen ${seen}` }
  if (listener === null)
    return { exposure: 'unexplained', why: `seen ${seen}, and no listener or rule of this machine explains it; ${why}` }
  const isContradicted = exposure === 'blocked' || exposure === 'local-only'
  return { exposure: 'exposed', why: `${why}; ${isContradicted ? 'and yet ' : ''}seen ${seen}` }
}

function fromInside(input: ExposureInput): ExposureResult {
  const { address, listener, firewall } = input
  if (listener?.netns && listener.bind === 'loopback') {
    return { exposure: 'local-only', why: `bound to loopback of network namespace ${listener.netns}` }
  }
  if (listener?.netns)
    return { exposure: 'unknown', why: `listens in network namespace ${listener.netns}; it was not probed from here` }
  if (listener?.interface === 'lo') return { exposure: 'local-only', why: insideReason(input) }
  // Where a device is set to take packets to loopback addresses (route_localnet), neighbours can send them.
  const isReached = firewall?.some(({ verdict }) => verdict === 'accept' || verdict === 'unknown')
  if (isLoopback(address) && !isReached) return { exposure: 'local-only', why: loopbackReason(input) }
  if (firewall === null) return { exposure: 'unknown', why: `${insideReason(input)}; firewall not judged` }
  return judged(input, firewall)
}

function judged(input: ExposureInput, firewall: readonly FirewallAnswer[]): ExposureResult {
  const { listener } = input
  const device = listener?.interface ?? null
  if (firewall.length === 0) return { exposure: 'local-only', why: 'this machine has no way to others' }
  const concerned = firewall.filter(({ ingress }) => device === null || ingress === '' || ingress === device)
  // What it is bound to stands beside it; that it does not answer, or that it is on loopback, is worth a word.
  const isAsExpected = listener !== null && (input.selfState === 'open' || input.selfState === null)
  const inside = isAsExpected && !isLoopback(input.address) ? '' : `${insideReason(input)}; `
  if (concerned.length === 0)
    return { exposure: 'unknown', why: `${inside}it is not known who comes in by ${device}; ${fromWhom(firewall)}` }
  return { exposure: exposureBy(concerned, listener), why: `${inside}${fromWhom(concerned)}` }
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

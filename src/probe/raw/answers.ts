import type { Transport } from '../../model/unions.ts'
import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { FrameView, ICMP_ERROR, TCP, UDP } from '../../wire/frame-view.ts'
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../wire/protocols.ts'
import { icmpOutcome, icmpv6Outcome } from '../results/icmp-outcome.ts'
import { PENDING } from '../results/outcome.ts'
import type { Technique, Techniques } from '../technique.ts'
import type { Cookie } from './cookie.ts'
import type { Outlet } from './outlet.ts'
import { attemptOf, type SourcePorts } from './source-ports.ts'
import { zoneOf } from './zone.ts'

/** An answer to one of our probes, proven to be one; `view` shows it until the call returns. */
export type TakeAnswer = (
  addressIndex: number,
  transport: Transport,
  port: number,
  attempt: number,
  outcome: number,
  view: FrameView,
) => void

export interface AnswersOptions {
  readonly lookup: EndpointLookup
  readonly ports: SourcePorts
  readonly cookie: Cookie
  readonly techniques: Techniques
  readonly take: TakeAnswer
}

/** Reads the frames of one link, and hands on those that answer a probe of ours. */
export class Answers {
  readonly #options: AnswersOptions
  readonly #outlet: Outlet
  readonly #view = new FrameView()

  constructor(options: AnswersOptions, outlet: Outlet) {
    this.#options = options
    this.#outlet = outlet
  }

  /** A frame has come in: the TakeFrame of the link. */
  readonly read = (bytes: Uint8Array, start: number, end: number): void => {
    const view = this.#view
    switch (view.at(bytes, start, end, this.#outlet.link.layer)) {
      case TCP:
        this.#segment(view)
        break
      case UDP:
        this.#datagram(view)
        break
      case ICMP_ERROR:
        this.#error(view)
        break
      default:
        this.#outlet.neighbourhood?.heard(view)
    }
  }

  #segment(view: FrameView): void {
    const { sourcePort, destinationPort } = view.tcp
    this.#judge(view, this.#options.techniques.tcp, destinationPort, sourcePort)
  }

  #datagram(view: FrameView): void {
    const { sourcePort, destinationPort } = view.udp
    // On lo our own probes come in as well, and some go from one of our ports to another.
    if (this.#outlet.own && attemptOf(this.#options.ports, 'udp', sourcePort) >= 0) return
    this.#judge(view, this.#options.techniques.udp, destinationPort, sourcePort)
  }

  #judge(view: FrameView, technique: Technique, ownPort: number, port: number): void {
    const { ports, cookie } = this.#options
    const { bytes, sourceAt } = view
    const attempt = attemptOf(ports, technique.transport, ownPort)
    if (attempt < 0) return
    const length = view.family === 4 ? 4 : 16
    const outcome = technique.judge(view, cookie.of(bytes, sourceAt, length, port, ownPort))
    if (outcome !== PENDING) this.#hand(view, sourceAt, length, technique.transport, port, attempt, outcome)
  }

  #error(view: FrameView): void {
    const { quoted, icmp } = view
    const outcome = quoted.family === 4 ? icmpOutcome(icmp.type, icmp.code) : icmpv6Outcome(icmp.type, icmp.code)
    if (outcome === PENDING) return
    const { tcp, udp } = this.#options.techniques
    if (quoted.protocol === PROTOCOL_TCP) this.#judgeError(view, tcp, outcome)
    else if (quoted.protocol === PROTOCOL_UDP) this.#judgeError(view, udp, outcome)
  }

  #judgeError(view: FrameView, technique: Technique, error: number): void {
    const { ports, cookie } = this.#options
    const { bytes, destinationAt, destinationPort, sourcePort, family } = view.quoted
    const attempt = attemptOf(ports, technique.transport, sourcePort)
    if (attempt < 0) return
    const length = family === 4 ? 4 : 16
    const expected = cookie.of(bytes, destinationAt, length, destinationPort, sourcePort)
    const outcome = technique.judgeError(view, expected, error)
    if (outcome === PENDING) return
    this.#hand(view, destinationAt, length, technique.transport, destinationPort, attempt, outcome)
  }

  #hand(
    view: FrameView,
    at: number,
    length: 4 | 16,
    transport: Transport,
    port: number,
    attempt: number,
    outcome: number,
  ): void {
    const { lookup, take } = this.#options
    const { bytes } = view
    const zone = zoneOf(bytes, at, length, this.#outlet.interface)
    const addressIndex = lookup.addressIndexOf(bytes, at, length, zone)
    if (addressIndex >= 0) take(addressIndex, transport, port, attempt, outcome, view)
  }
}

import type { Transport } from '../../model/unions.ts'
import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { FrameView, ICMP_ERROR, TCP, UDP } from '../../wire/frame-view.ts'
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../wire/protocols.ts'
import { TCP_ACK, TCP_RST, TCP_SYN } from '../../wire/tcp.ts'
import { icmpOutcome, icmpv6Outcome } from '../results/icmp-outcome.ts'
import { ICMP_OTHER, ICMP_PORT_UNREACHABLE, PENDING, RST, SYN_ACK, UDP_REPLY } from '../results/outcome.ts'
import type { Cookie } from './cookie.ts'
import type { Outlet } from './outlet.ts'
import { attemptOf, type SourcePorts } from './source-ports.ts'
import { zoneOf } from './zone.ts'

/** An answer to one of our probes, proven to be one. */
export type TakeAnswer = (
  addressIndex: number,
  transport: Transport,
  port: number,
  attempt: number,
  outcome: number,
) => void

export interface AnswersOptions {
  readonly lookup: EndpointLookup
  readonly ports: SourcePorts
  readonly cookie: Cookie
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

  /** RFC 9293 §3.5.2, §3.10.7: both answers to a SYN acknowledge its number and one. */
  #segment(view: FrameView): void {
    const { tcp, bytes, family, sourceAt } = view
    const { ports, cookie } = this.#options
    const attempt = attemptOf(ports, 'tcp', tcp.destinationPort)
    if (attempt < 0 || (tcp.flags & TCP_ACK) === 0) return
    const length = family === 4 ? 4 : 16
    const expected = cookie.of(bytes, sourceAt, length, tcp.sourcePort, tcp.destinationPort)
    if ((tcp.acknowledgement - 1) >>> 0 !== expected) return
    if ((tcp.flags & TCP_RST) !== 0) this.#hand(bytes, sourceAt, length, 'tcp', tcp.sourcePort, attempt, RST)
    else if ((tcp.flags & TCP_SYN) !== 0) this.#hand(bytes, sourceAt, length, 'tcp', tcp.sourcePort, attempt, SYN_ACK)
  }

  #datagram(view: FrameView): void {
    const { udp, bytes, family, sourceAt } = view
    const { ports } = this.#options
    const attempt = attemptOf(ports, 'udp', udp.destinationPort)
    // On lo our own probes come in as well, and some go from one of our ports to another.
    if (attempt < 0 || (this.#outlet.own && attemptOf(ports, 'udp', udp.sourcePort) >= 0)) return
    this.#hand(bytes, sourceAt, family === 4 ? 4 : 16, 'udp', udp.sourcePort, attempt, UDP_REPLY)
  }

  #error(view: FrameView): void {
    const { quoted, bytes, icmp } = view
    const outcome = quoted.family === 4 ? icmpOutcome(icmp.type, icmp.code) : icmpv6Outcome(icmp.type, icmp.code)
    if (outcome === PENDING) return
    const { ports, cookie } = this.#options
    const length = quoted.family === 4 ? 4 : 16
    const { destinationAt, destinationPort, sourcePort, protocol } = quoted
    if (protocol === PROTOCOL_TCP) {
      const attempt = attemptOf(ports, 'tcp', sourcePort)
      if (attempt < 0) return
      if (cookie.of(bytes, destinationAt, length, destinationPort, sourcePort) !== quoted.tcpSequence) return
      this.#hand(bytes, destinationAt, length, 'tcp', destinationPort, attempt, outcome)
    } else if (protocol === PROTOCOL_UDP) {
      const attempt = attemptOf(ports, 'udp', sourcePort)
      if (attempt < 0) return
      // A closed port is told by its host (RFC 1122 §3.2.2.1); a router that says so rejects on its behalf.
      const foreign = outcome === ICMP_PORT_UNREACHABLE && !sameBytes(bytes, view.sourceAt, destinationAt, length)
      this.#hand(bytes, destinationAt, length, 'udp', destinationPort, attempt, foreign ? ICMP_OTHER : outcome)
    }
  }

  #hand(
    bytes: Uint8Array,
    at: number,
    length: 4 | 16,
    transport: Transport,
    port: number,
    attempt: number,
    outcome: number,
  ): void {
    const { lookup, take } = this.#options
    const zone = zoneOf(bytes, at, length, this.#outlet.interface)
    const addressIndex = lookup.addressIndexOf(bytes, at, length, zone)
    if (addressIndex >= 0) take(addressIndex, transport, port, attempt, outcome)
  }
}

function sameBytes(bytes: Uint8Array, at: number, otherAt: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== bytes[otherAt + i]) return false
  return true
}

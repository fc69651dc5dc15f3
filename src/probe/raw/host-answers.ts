import type { TakeFrame } from '../../link/link.ts'
import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { ECHO_REPLY, type FrameKind, FrameView, ICMP_ERROR, TCP } from '../../wire/frame-view.ts'
import { PROTOCOL_TCP } from '../../wire/protocols.ts'
import { TCP_ACK, TCP_RST } from '../../wire/tcp.ts'
import type { Cookie } from './cookie.ts'
import type { Outlet } from './outlet.ts'
import { attemptOf, type SourcePorts } from './source-ports.ts'

export interface HostAnswersOptions {
  readonly lookup: EndpointLookup
  readonly ports: SourcePorts
  readonly cookie: Cookie
  /** A host has answered. */
  readonly take: (addressIndex: number) => void
}

/** Reads the frames of one link for host discovery: who answers anything that we asked is there. */
export class HostAnswers {
  readonly #options: HostAnswersOptions
  readonly #outlet: Outlet
  readonly #view = new FrameView()

  constructor(options: HostAnswersOptions, outlet: Outlet) {
    this.#options = options
    this.#outlet = outlet
  }

  /** The TakeFrame of the link. */
  readonly read: TakeFrame = (bytes, start, end) => {
    const view = this.#view
    const kind = view.at(bytes, start, end, this.#outlet.link.layer)
    if (this.#proves(kind, view)) this.#hand(view)
    else this.#outlet.neighbourhood?.heard(view)
  }

  #proves(kind: FrameKind, view: FrameView): boolean {
    if (kind === TCP) return this.#isAnswer(view)
    if (kind === ECHO_REPLY) return this.#isEcho(view)
    return kind === ICMP_ERROR && this.#isRefusal(view)
  }

  /** RFC 9293 §3.5.2: what answers a SYN acknowledges its number and one; the RST to an ACK has the number that was acknowledged. */
  #isAnswer({ tcp, bytes, family, sourceAt }: FrameView): boolean {
    const { ports, cookie } = this.#options
    if (attemptOf(ports, 'tcp', tcp.destinationPort) < 0) return false
    const expected = cookie.of(bytes, sourceAt, family === 4 ? 4 : 16, tcp.sourcePort, tcp.destinationPort)
    if ((tcp.flags & TCP_ACK) !== 0) return (tcp.acknowledgement - 1) >>> 0 === expected
    return (tcp.flags & TCP_RST) !== 0 && tcp.sequence === expected
  }

  /** An ICMP error that comes from the very host that was asked: a filter of its own. */
  #isRefusal({ quoted, bytes, family, sourceAt }: FrameView): boolean {
    const { ports, cookie } = this.#options
    const length = family === 4 ? 4 : 16
    const { destinationAt, destinationPort, sourcePort, protocol, tcpSequence } = quoted
    if (protocol !== PROTOCOL_TCP || quoted.family !== family || attemptOf(ports, 'tcp', sourcePort) < 0) return false
    for (let i = 0; i < length; i++) if (bytes[sourceAt + i] !== bytes[destinationAt + i]) return false
    return cookie.of(bytes, destinationAt, length, destinationPort, sourcePort) === tcpSequence
  }

  #isEcho({ icmp, bytes, family, sourceAt }: FrameView): boolean {
    const { ports, cookie } = this.#options
    const number = icmp.id * 2 ** 16 + icmp.sequence
    for (let attempt = 0; attempt < ports.count; attempt++) {
      if (cookie.of(bytes, sourceAt, family === 4 ? 4 : 16, 0, ports.tcp + attempt) === number) return true
    }
    return false
  }

  #hand({ bytes, sourceAt, family }: FrameView): void {
    // Link-local hosts are found by neighbour discovery.
    const addressIndex = this.#options.lookup.addressIndexOf(bytes, sourceAt, family === 4 ? 4 : 16)
    if (addressIndex >= 0) this.#options.take(addressIndex)
  }
}

import type { TakeFrame } from '../../link/link.ts'
import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { ECHO_REPLY, type FrameKind, FrameView, ICMP_ERROR, TCP } from '../../wire/frame-view.ts'
import { PROTOCOL_TCP } from '../../wire/protocols.ts'
import type { Ping } from '../pings/ping.ts'
import type { Cookie } from './cookie.ts'
import type { Outlet } from './outlet.ts'
import { attemptOf, type SourcePorts } from './source-ports.ts'

export interface HostAnswersOptions {
  readonly lookup: EndpointLookup
  readonly ports: SourcePorts
  readonly cookie: Cookie
  /** One for each attempt. */
  readonly pings: readonly Ping[]
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

  #isAnswer(view: FrameView): boolean {
    const { sourcePort, destinationPort } = view.tcp
    const attempt = attemptOf(this.#options.ports, 'tcp', destinationPort)
    return attempt >= 0 && this.#answers(view, attempt, sourcePort)
  }

  /** It comes to no port that would tell which one it answers. */
  #isEcho(view: FrameView): boolean {
    const { pings } = this.#options
    for (let attempt = 0; attempt < pings.length; attempt++) if (this.#answers(view, attempt, 0)) return true
    return false
  }

  #answers(view: FrameView, attempt: number, port: number): boolean {
    const { pings, ports, cookie } = this.#options
    const expected = cookie.of(view.bytes, view.sourceAt, view.family === 4 ? 4 : 16, port, ports.tcp + attempt)
    return pings[attempt]?.isAnswer(view, expected) === true
  }

  /** An ICMP error that comes from the very host that was asked: a filter of its own. */
  #isRefusal({ quoted, bytes, family, sourceAt }: FrameView): boolean {
    const { ports, cookie } = this.#options
    const length = family === 4 ? 4 : 16
    const { destinationAt, destinationPort, sourcePort, protocol, tcpSequence } = quoted
    if (protocol !== PROTOCOL_TCP || quoted.family !== family || attemptOf(ports, 'tcp', sourcePort) < 0) return false
    for (let i = 0; i < length; i++) if (bytes[sourceAt + i] !== bytes[destinationAt + i]) return false
    return cookie.of(bytes, destinationAt, length, destinationPort, sourcePort) === (tcpSequence | 0)
  }

  #hand({ bytes, sourceAt, family }: FrameView): void {
    // Link-local hosts are found by neighbour discovery.
    const addressIndex = this.#options.lookup.addressIndexOf(bytes, sourceAt, family === 4 ? 4 : 16)
    if (addressIndex >= 0) this.#options.take(addressIndex)
  }
}

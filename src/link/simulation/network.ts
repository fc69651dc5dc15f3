import { chance, type Random } from '../../lib/random.ts'
import { FrameView, TCP, UDP } from '../../wire/frame-view.ts'
import { emitIcmp } from '../../wire/icmp.ts'
import { ICMP4_UNREACHABLE } from '../../wire/icmp4.ts'
import { ICMP6_UNREACHABLE } from '../../wire/icmp6.ts'
import { type EmitTransport, emitPacket } from '../../wire/packet.ts'
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from '../../wire/protocols.ts'
import { emitTcp, TCP_ACK, TCP_RST, TCP_SYN } from '../../wire/tcp.ts'
import { emitUdp } from '../../wire/udp.ts'
import type { Fault, Passage } from './faults.ts'
import type { Forger } from './forgery.ts'
import { HalfOpen } from './half-open.ts'
import { type HostAt, hostKey, type PortState, type SimulatedHost } from './host.ts'
import { IcmpLimit } from './icmp-limit.ts'

export interface NetworkOptions {
  readonly hosts: HostAt
  readonly random: Random
  /** In the order in which packets meet them, both ways. */
  readonly faults?: readonly Fault[]
  /** Sees every segment that is sent, lost or not. */
  readonly forger?: Forger
}

/** Takes a packet that arrives at the asker. The bytes are the taker's. */
export type Arrive = (packet: Uint8Array, dueMs: number) => void

const defaultRoundTripMs = 0.2
/** When Linux repeats a SYN-ACK that nobody acknowledged, in ms after the first (RFC 6298 §2.1, TCP_TIMEOUT_INIT). */
const synAckRepeatsMs = [1000, 3000]
const nothing = new Uint8Array(0)
const hello = Uint8Array.of(0x68, 0x65, 0x6c, 0x6c, 0x6f)

/** A network that is nothing but its rules: it reads a packet and says what arrives in answer to it, and when. */
export class SimulatedNetwork {
  readonly #options: NetworkOptions
  readonly #faults: readonly Fault[]
  readonly #view = new FrameView()
  readonly #scratch = new Uint8Array(2048)
  readonly #icmpLimit = new IcmpLimit()
  readonly #halfOpen = new HalfOpen()
  readonly #passage: Passage = { host: 0, direction: 'there', tcp: false, nowMs: 0, copies: 1, delayMs: 0 }

  constructor(options: NetworkOptions) {
    this.#options = options
    this.#faults = options.faults ?? []
  }

  /** A packet, from its IP header on, leaves the asker. */
  send(bytes: Uint8Array, start: number, end: number, nowMs: number, arrive: Arrive): void {
    const view = this.#view
    const kind = view.at(bytes, start, end, 'ip')
    if (kind !== TCP && kind !== UDP) return
    const key = hostKey(bytes, view.destinationAt, view.family === 4 ? 4 : 16)
    if (kind === TCP) this.#forge(nowMs, arrive)
    const host = this.#options.hosts(key)
    if (host === null) return
    const passage = this.#pass(key, 'there', kind === TCP, nowMs)
    // What goes wrong with the answer is another matter, and another draw for each copy that gets there.
    for (let copies = passage.copies, delayMs = passage.delayMs; copies > 0; copies--) {
      const there = nowMs + delayMs + this.#oneWayMs(host)
      if (kind === TCP) this.#segment(key, host, start, end, there, arrive)
      else this.#datagram(key, host, start, end, there, arrive)
    }
  }

  #segment(key: number, host: SimulatedHost, start: number, end: number, atMs: number, arrive: Arrive): void {
    const { tcp } = this.#view
    if (tcp.flags === TCP_ACK) this.#stray(key, host, start, end, atMs, arrive)
    if (tcp.flags !== TCP_SYN) return
    const state = host.tcp(tcp.destinationPort)
    if (state === 'rejected') this.#error(key, host, start, end, atMs, arrive)
    if (state === 'closed') this.#tcpAnswer(key, host, TCP_RST | TCP_ACK, 0, atMs, arrive)
    if (state !== 'open') return
    const { sourcePort, destinationPort, sequence } = tcp
    if (!host.keepsHalfOpen) {
      this.#tcpAnswer(key, host, TCP_SYN | TCP_ACK, this.#options.random(), atMs, arrive)
      return
    }
    const first = this.#halfOpen.first(key, destinationPort, sourcePort, sequence, atMs)
    const flags = first === null || first.sequence === sequence ? TCP_SYN | TCP_ACK : TCP_ACK
    const acknowledges = first?.sequence ?? sequence
    this.#tcpAnswer(key, host, flags, acknowledges, atMs, arrive, acknowledges)
    if (first !== null) return
    for (const laterMs of synAckRepeatsMs) {
      this.#tcpAnswer(key, host, flags, acknowledges, atMs + laterMs, arrive, acknowledges)
    }
  }

  /** An ACK that belongs to no connection: the RST has the number that it acknowledges (RFC 9293 §3.10.7.1). */
  #stray(key: number, host: SimulatedHost, start: number, end: number, atMs: number, arrive: Arrive): void {
    const { acknowledgement, destinationPort } = this.#view.tcp
    const state = host.ack?.(destinationPort) ?? host.tcp(destinationPort)
    if (state === 'rejected') this.#error(key, host, start, end, atMs, arrive)
    else if (state !== 'silent') this.#tcpAnswer(key, host, TCP_RST, acknowledgement, atMs, arrive)
  }

  #tcpAnswer(
    key: number,
    host: SimulatedHost,
    flags: number,
    sequence: number,
    atMs: number,
    arrive: Arrive,
    acknowledges = this.#view.tcp.sequence,
  ): void {
    const { sourcePort, destinationPort } = this.#view.tcp
    const segment = {
      sourcePort: destinationPort,
      destinationPort: sourcePort,
      sequence,
      acknowledgement: (acknowledges + 1) >>> 0,
      flags,
      window: 65_535,
      options: {},
      payload: nothing,
    }
    this.#answer(key, host, PROTOCOL_TCP, (bytes, at) => emitTcp(segment, bytes, at), atMs, arrive)
  }

  #datagram(key: number, host: SimulatedHost, start: number, end: number, atMs: number, arrive: Arrive): void {
    const { sourcePort, destinationPort } = this.#view.udp
    const state: PortState = host.udp?.(destinationPort) ?? 'closed'
    if (state === 'closed' || state === 'rejected') this.#error(key, host, start, end, atMs, arrive)
    if (state !== 'open') return
    const reply = { sourcePort: destinationPort, destinationPort: sourcePort, payload: hello }
    this.#answer(key, host, PROTOCOL_UDP, (bytes, at) => emitUdp(reply, bytes, at), atMs, arrive)
  }

  /** A closed UDP port, or a filter that says so: it quotes the packet. */
  #error(key: number, host: SimulatedHost, start: number, end: number, atMs: number, arrive: Arrive): void {
    const { kind, family, bytes } = this.#view
    if (host.limitsIcmp && !this.#icmpLimit.allows(key, atMs)) return
    const port = kind === UDP && (host.udp?.(this.#view.udp.destinationPort) ?? 'closed') === 'closed'
    // Port unreachable, or administratively prohibited (RFC 792, RFC 1812 §5.2.7.1; RFC 4443 §3.1).
    const code = family === 4 ? (port ? 3 : 13) : port ? 4 : 1
    const type = family === 4 ? ICMP4_UNREACHABLE : ICMP6_UNREACHABLE
    const body = bytes.slice(start, Math.min(end, start + 128))
    const message = { type, code, rest: 0, body }
    const protocol = family === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6
    this.#answer(key, host, protocol, (to, at) => emitIcmp(message, to, at), atMs, arrive)
  }

  #answer(key: number, host: SimulatedHost, protocol: number, emit: EmitTransport, atMs: number, arrive: Arrive): void {
    const { copies, delayMs } = this.#pass(key, 'back', protocol === PROTOCOL_TCP, atMs)
    for (let copy = 0; copy < copies; copy++) {
      const { source, destination } = this.#addresses()
      const packet = this.#packet(destination, source, protocol, emit)
      arrive(packet, atMs + delayMs + this.#oneWayMs(host))
    }
  }

  #forge(nowMs: number, arrive: Arrive): void {
    const { forger, random } = this.#options
    if (forger === undefined) return
    const { sourcePort, destinationPort, sequence } = this.#view.tcp
    const { source, destination } = this.#addresses()
    for (const forged of forger({ source, destination, sourcePort, destinationPort, sequence })) {
      arrive(this.#packet(forged.source, source, forged.protocol, forged.emit), nowMs + chance(random))
    }
  }

  /** Copies of those of the packet that is looked at. */
  #addresses() {
    const { bytes, sourceAt, destinationAt, family } = this.#view
    const length = family === 4 ? 4 : 16
    return {
      source: bytes.slice(sourceAt, sourceAt + length),
      destination: bytes.slice(destinationAt, destinationAt + length),
    }
  }

  #packet(source: Uint8Array, destination: Uint8Array, protocol: number, emit: EmitTransport): Uint8Array {
    return this.#scratch.slice(0, emitPacket({ source, destination, protocol }, emit, this.#scratch, 0))
  }

  #pass(host: number, direction: Passage['direction'], tcp: boolean, nowMs: number): Passage {
    const passage = this.#passage
    passage.host = host
    passage.direction = direction
    passage.tcp = tcp
    passage.nowMs = nowMs
    passage.copies = 1
    passage.delayMs = 0
    for (const fault of this.#faults) fault(passage)
    return passage
  }

  #oneWayMs({ roundTripMs = defaultRoundTripMs, jitterMs = 0 }: SimulatedHost): number {
    return (roundTripMs + jitterMs * chance(this.#options.random)) / 2
  }
}

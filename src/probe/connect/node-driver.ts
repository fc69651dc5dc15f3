import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { Socket as TcpSocket } from 'node:net'
import { constants } from 'node:os'
import type { Reason } from '../../model/unions.ts'
import {
  CONNECTED,
  FAILED,
  ICMP_OTHER,
  ICMP_PORT_UNREACHABLE,
  NO_RESPONSE,
  PENDING,
  REFUSED,
  UDP_REPLY,
} from '../results/outcome.ts'
import { reasonsByDriver } from './capabilities.ts'
import type { ConnectDriver, Destination, OnOutcome } from './driver.ts'
import { OwnPorts } from './own-ports.ts'

/** Errors of a TCP connect under way that an ICMP message of some kind causes (Linux: tcp_v4_err, tcp_v6_err; BSD: in_pcbnotify). */
const icmpErrors: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOPROTOOPT',
  'EACCES',
  'EPROTO',
])
const nothing: Uint8Array = new Uint8Array()
const errnos: Readonly<Record<string, number>> = constants.errno

/** node:net and connected node:dgram sockets: for every system, and for processors whose socket ABI we do not know. */
export class NodeDriver implements ConnectDriver {
  readonly id = 'node'
  readonly reasons: ReadonlySet<Reason> = reasonsByDriver.node
  readonly #attempts = new Map<number, Attempt>()
  readonly #ended: { slot: number; outcome: number; reply: Uint8Array }[] = []
  readonly #udpPorts = new OwnPorts()
  #wake: (() => void) | null = null
  reply = nothing

  start(slot: number, destination: Destination): number {
    const settle: Settle = (outcome, reply = nothing) => this.#settle(slot, outcome, reply)
    const attempt =
      destination.transport === 'tcp' ? startTcp(destination, settle) : startUdp(destination, settle, this.#udpPorts)
    this.#attempts.set(slot, attempt)
    return PENDING
  }

  cancel(slot: number): void {
    this.#attempts.get(slot)?.abandon()
    this.#attempts.delete(slot)
  }

  async wait(timeoutMs: number, onOutcome: OnOutcome): Promise<void> {
    if (timeoutMs === 0) await everythingKnown()
    else if (this.#ended.length === 0) await this.#somethingEnds(timeoutMs)
    for (const { slot, outcome, reply } of this.#ended.splice(0)) {
      this.reply = reply
      onOutcome(slot, outcome)
    }
  }

  close(): void {
    for (const slot of [...this.#attempts.keys()]) this.cancel(slot)
  }

  #settle(slot: number, outcome: number, reply: Uint8Array): void {
    this.cancel(slot)
    this.#ended.push({ slot, outcome, reply })
    this.#wake?.()
  }

  #somethingEnds(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
      const timer = setTimeout(done, timeoutMs)
      this.#wake = done
    })
  }
}

/** One whole turn of the event loop: the first immediate may run in a turn that has asked the system already. */
function everythingKnown(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

interface Attempt {
  abandon(): void
}

type Settle = (outcome: number, reply?: Uint8Array) => void

function startTcp(destination: Destination, settle: Settle): Attempt {
  const host = hostText(destination)
  const { port } = destination
  const socket = new TcpSocket()
  let local = true
  socket.once('connect', () => settle(tcpReachedItself(socket) ? FAILED + errnoOf('EADDRINUSE') : CONNECTED))
  socket.on('error', ({ code }: NodeJS.ErrnoException) => settle(tcpOutcome(code ?? '', local)))
  socket.connect({ host, port, family: destination.family, noDelay: false })
  afterTicks(() => {
    local = false
  })
  return {
    abandon() {
      silence(socket)
      if (socket.readyState === 'open') socket.resetAndDestroy()
      else socket.destroy()
    },
  }
}

/**
 * An error that connect(2) itself returns is our own (no route, no memory); node emits it before the event loop turns. The same
 * error later on was brought by the network.
 */
function tcpOutcome(code: string, local: boolean): number {
  if (code === 'ECONNREFUSED') return REFUSED
  // A reset before the handshake is ECONNREFUSED; these two come after it, from a peer that accepts and hangs up.
  if (code === 'ECONNRESET' || code === 'EPIPE') return CONNECTED
  if (local) return FAILED + errnoOf(code)
  if (code === 'ETIMEDOUT') return NO_RESPONSE
  return icmpErrors.has(code) ? ICMP_OTHER : FAILED + errnoOf(code)
}

function startUdp(destination: Destination, settle: Settle, own: OwnPorts): Attempt {
  const host = hostText(destination)
  const { port } = destination
  const payload = destination.payload.slice()
  const socket = createSocket(destination.family === 4 ? 'udp4' : 'udp6')
  let sent = false
  let closed = false
  let localPort = 0
  socket.on('error', ({ code }: NodeJS.ErrnoException) => settle(udpOutcome(code ?? '', sent)))
  socket.once('message', (reply) => {
    if (reachedOurselves(socket, own)) settle(FAILED + errnoOf('EADDRINUSE'))
    else settle(UDP_REPLY, reply)
  })
  socket.connect(port, host, () => {
    if (closed) return
    localPort = socket.address().port
    own.take(localPort)
    socket.send(payload, (error) => {
      if (closed) return
      if (error) settle(udpOutcome((error as NodeJS.ErrnoException).code ?? '', false))
      else sent = true
    })
  })
  return {
    abandon() {
      closed = true
      if (localPort !== 0) own.release(localPort)
      silence(socket)
      closeQuietly(socket)
    },
  }
}

/** A connected UDP socket gets ECONNREFUSED from ICMP port unreachable alone, whoever sent it. */
function udpOutcome(code: string, sent: boolean): number {
  if (code === 'ECONNREFUSED') return ICMP_PORT_UNREACHABLE
  return sent && icmpErrors.has(code) ? ICMP_OTHER : FAILED + errnoOf(code)
}

function closeQuietly(socket: UdpSocket): void {
  try {
    socket.close()
  } catch {
    // Closed already: a failed bind closes it.
  }
}

/** Nobody listens any more; an error that comes late must not take the process down. */
function silence(emitter: TcpSocket | UdpSocket): void {
  emitter.removeAllListeners()
  emitter.on('error', () => {})
}

/** Runs when the ticks that are queued now, and those that they queue, are through. */
function afterTicks(run: () => void): void {
  process.nextTick(() => queueMicrotask(run))
}

/** A socket that is given the local port that it probes reaches itself (RFC 9293 §3.5, simultaneous open). */
function tcpReachedItself({ localAddress, localPort, remoteAddress, remotePort }: TcpSocket): boolean {
  return localPort === remotePort && localAddress === remoteAddress
}

/** On an own address two of our sockets can reach each other as well. */
function reachedOurselves(socket: UdpSocket, own: OwnPorts): boolean {
  const remote = socket.remoteAddress()
  return socket.address().address === remote.address && own.has(remote.port)
}

function errnoOf(code: string): number {
  return Math.abs(errnos[code] ?? errnos.EIO ?? 5)
}

function hostText({ family, address, zone }: Destination): string {
  if (family === 4) return address.subarray(0, 4).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (address[2 * i]! * 256 + address[2 * i + 1]!).toString(16))
  return zone === undefined ? groups.join(':') : `${groups.join(':')}%${zone}`
}

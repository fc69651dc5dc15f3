// no foreign bytes: what it reads comes from the process that started it

import { FrameReader, framed } from '../../confined/frames.ts'
import { encodeMessage } from '../../confined/message-codec.ts'
import { fittingText } from '../../confined/texts.ts'
import { receiveDescriptors } from '../../libc/descriptor-passing.ts'
import { errno, errnoNumbers, SystemCallError } from '../../libc/library.ts'
import { MSG_DONTWAIT, MSG_NOSIGNAL, receiveFrom, sendTo } from '../../libc/socket.ts'
import type { PacketSockets } from '../../link/packet-sockets.ts'
import type { RawIpSockets } from '../../link/raw-ip-link.ts'
import { type Counters, isAcknowledged, mostUnread, type WorkerEnd, type WorkerMessage } from '../crew/channel.ts'
import type { RawOrder } from '../raw/channel.ts'
import type { SocketSource } from '../raw/open-network.ts'
import type { Principal } from '../raw/scanner.ts'
import { type Grant, packetSockets, rawIpSockets } from './grant.ts'
import { decodeHeard, type Heard, mostOrderBytes } from './orders.ts'
import type { Request } from './said.ts'

/** A system call each time would cost more than a batch of probes. */
const listenEveryMs = 2
const countersEveryMs = 50
const grantSize = 4096

/** The process that started this one and waits for its results, as the scanner sees it: sockets that it inherited. */
export class ParentLine implements Principal {
  readonly sockets: SocketSource
  readonly #stream: number
  readonly #grants: number
  readonly #reader = new FrameReader(mostOrderBytes)
  readonly #piece = new Uint8Array(65_536)
  readonly #orders: RawOrder[] = []
  /** What the kernel has not taken yet. */
  readonly #outbox: Uint8Array[] = []
  #counters: Counters = { done: 0, sent: 0, open: 0 }
  #countersTold = true
  #toldAt = 0
  #listenedAt = 0
  #aborted = false
  /** -1: it is not paused. */
  #pausedAt = -1
  pausedMs = 0
  #unread = 0

  constructor(stream: number, grants: number) {
    this.#stream = stream
    this.#grants = grants
    this.sockets = {
      packet: ({ interface: name, ports }): PacketSockets => {
        const { said, descriptors } = this.#ask('packet', name, ports[0]!, ports[1]!)
        return packetSockets(said, descriptors)
      },
      rawIp: ({ ports }): RawIpSockets => {
        const { said, descriptors } = this.#ask('raw-ip', '', ports[0]!, ports[1]!)
        return rawIpSockets(said, descriptors)
      },
    }
  }

  captureFor({ capture }: RawOrder): ((name: string) => number) | null {
    const nowhere = { first: 0, last: -1 }
    return capture === null ? null : (name) => this.#ask('capture', name, nowhere, nowhere).descriptors[0]!
  }

  /** Waits for the next order. */
  nextOrder(): RawOrder {
    for (;;) {
      this.#flush(true)
      const order = this.#orders.shift()
      if (order !== undefined) return order
      this.#listen(true)
    }
  }

  tell(message: WorkerMessage): void {
    if (isAcknowledged(message)) this.#unread++
    this.#tellCounters()
    this.#post(message.kind === 'end' ? fitting(message) : message)
    // Whoever is done may wait until he is heard.
    this.#flush(message.kind === 'end')
  }

  /** The last words of a scanner that cannot go on. */
  fail(reason: string): void {
    this.#post({ kind: 'failed', reason: fittingText(reason) })
    this.#flush(true)
  }

  /** Ends this process when the last words have been heard: what was on its way would be lost with its sockets (unix(7), ECONNRESET). */
  leave(): never {
    for (;;) this.#listen(true)
  }

  get counters(): Counters {
    return this.#counters
  }

  set counters(counters: Counters) {
    this.#counters = counters
    this.#countersTold = false
    const now = performance.now()
    if (now - this.#toldAt < countersEveryMs) return
    this.#toldAt = now
    this.#tellCounters()
    this.#flush(false)
  }

  get aborted(): boolean {
    this.#attend()
    return this.#aborted
  }

  get backlogged(): boolean {
    if (this.#unread > mostUnread) this.#attend()
    return this.#unread > mostUnread
  }

  /** Hears and says what there is to be heard and said, without waiting. */
  #attend(): void {
    const now = performance.now()
    if (now - this.#listenedAt < listenEveryMs) return
    this.#listenedAt = now
    this.#flush(false)
    while (this.#listen(false)) {}
    while (this.#pausedAt >= 0) this.#listen(true)
  }

  /** Takes in what has come. False when there was nothing. Nobody is there any more: then this process ends. */
  #listen(wait: boolean): boolean {
    const length = receiveFrom(this.#stream, this.#piece, this.#piece.length, wait ? 0 : MSG_DONTWAIT, 0n, 0n)
    if (length < 0 && errno() === errnoNumbers.EINTR) return true
    if (length < 0 && !wait && errno() === errnoNumbers.EAGAIN) return false
    if (length <= 0) process.exit(0)
    for (const body of this.#reader.push(this.#piece.subarray(0, length))) this.#hear(decodeHeard(body))
    return true
  }

  #hear(heard: Heard): void {
    if (heard.kind === 'abort') this.#aborted = true
    else if (heard.kind === 'read') this.#unread--
    else if (heard.kind === 'pause') this.#pausedAt = this.#pausedAt < 0 ? performance.now() : this.#pausedAt
    else if (heard.kind === 'goOn') this.#goOn()
    else this.#orders.push(heard.order)
  }

  #goOn(): void {
    if (this.#pausedAt >= 0) this.pausedMs += performance.now() - this.#pausedAt
    this.#pausedAt = -1
  }

  #ask(what: Request['what'], name: string, tcp: PortRun, udp: PortRun): Grant & { descriptors: readonly number[] } {
    const request = {
      kind: 'open',
      what,
      name,
      tcp: tcp.first,
      udp: udp.first,
      count: tcp.last - tcp.first + 1,
    } as const
    this.#post(request satisfies Request)
    this.#flush(true)
    const bytes = new Uint8Array(grantSize)
    const { length, descriptors } = receiveDescriptors(this.#grants, bytes)
    if (length === 0) process.exit(0)
    const grant = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length))) as Grant
    const { refusal } = grant
    if (refusal === undefined) return { ...grant, descriptors }
    if (refusal.errno === null) throw new RangeError(refusal.what)
    throw new SystemCallError(refusal.what, refusal.errno)
  }

  #tellCounters(): void {
    if (this.#countersTold) return
    this.#countersTold = true
    this.#post({ kind: 'counters', counters: this.#counters })
  }

  #post(message: object): void {
    this.#outbox.push(framed(encodeMessage(message)))
  }

  /** Hands what there is to the kernel; `wait`: until it has taken all. */
  #flush(wait: boolean): void {
    for (;;) {
      const bytes = this.#outbox[0]
      if (bytes === undefined) return
      const flags = MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT)
      const sent = sendTo(this.#stream, bytes, bytes.length, flags, 0n, 0)
      if (sent === bytes.length) this.#outbox.shift()
      else if (sent >= 0) this.#outbox[0] = bytes.subarray(sent)
      else if (errno() === errnoNumbers.EAGAIN) return
      else if (errno() !== errnoNumbers.EINTR) process.exit(0)
    }
  }
}

function fitting(end: WorkerEnd): WorkerEnd {
  return { ...end, crash: end.crash === null ? null : fittingText(end.crash), notes: end.notes.map(fittingText) }
}

interface PortRun {
  readonly first: number
  readonly last: number
}

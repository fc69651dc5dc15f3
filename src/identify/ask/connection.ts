import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IsWhole } from '../conversation.ts'
import type { Waits } from '../limits.ts'
import { Reply } from '../reply.ts'
import { type Handshake, handshake, type Offers } from '../tls/handshake.ts'
import { type Ending, Inbox } from './inbox.ts'
import type { Interruptible } from './interruption.ts'

/** Asking whether a reply is whole reads it anew: who sends it byte by byte is not asked after each. */
const mostWholeChecks = 64

/** Why there is no connection; `failed` is a failure of our own, by its errno name. */
export type DialFailure =
  | { readonly kind: 'refused' | 'timeout' | 'unreachable' }
  | { readonly kind: 'failed'; readonly cause: string }

/** One TCP connection, in the clear or inside TLS, whose waits all have an end. */
export class Connection {
  readonly #socket: Socket
  readonly #waits: Waits
  readonly #signal: Interruptible
  readonly #inbox: Inbox
  #stream: Duplex

  /**
   * @param signal when it aborts, the connection ends, and with it whatever waits for the peer
   * @param ending it has ended already
   */
  constructor(socket: Socket, waits: Waits, signal: Interruptible, ending: Ending | null = null) {
    this.#inbox = new Inbox(ending)
    this.#socket = socket
    this.#stream = socket
    this.#waits = waits
    this.#signal = signal
    this.#inbox.attach(socket)
    signal.addEventListener('abort', this.#abort)
  }

  /** Null while the peer can still be asked. */
  get ending(): Ending | null {
    return this.#inbox.ending
  }

  /** What the peer said in an alert of TLS as it ended the connection, in its words; null when it said nothing. */
  get lateAlert(): string | null {
    return this.#inbox.lateAlert
  }

  /** Descriptor of the socket; null where the system has none, or it is closed. */
  get descriptor(): number | null {
    const { _handle: handle } = this.#socket as Socket & { readonly _handle?: { readonly fd?: number } | null }
    return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : null
  }

  send(bytes: Uint8Array): void {
    if (this.ending === null && this.#stream.writable) this.#stream.write(bytes)
  }

  /** The next reply, empty when no byte comes in time. It ends when it is whole, after a pause, at 64 KiB, or with the connection. */
  async receive(firstMs: number, isWhole?: IsWhole): Promise<Reply> {
    const inbox = this.#inbox
    if (!(await inbox.grows(0, firstMs))) return new Reply(inbox.take())
    const deadline = performance.now() + this.#waits.replyMs
    for (let checks = 0; ; checks++) {
      if (isWhole !== undefined && checks < mostWholeChecks && isWhole(new Reply(inbox.peek()))) break
      const rest = deadline - performance.now()
      if (!(await inbox.grows(inbox.length, Math.min(this.#waits.pauseMs, rest)))) break
    }
    return new Reply(inbox.take())
  }

  /** Goes on inside TLS. After anything but `secured` the connection is used up. */
  async secure(serverName: string | null, offers?: Offers): Promise<Handshake> {
    this.#inbox.detach()
    const result = await handshake(this.#socket, serverName, this.#waits.handshakeMs, offers)
    if (result.kind !== 'secured') return result
    this.#stream = result.stream
    this.#inbox.attach(result.stream)
    return result
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#abort)
    this.#stream.destroy()
    this.#socket.destroy()
  }

  readonly #abort = () => this.close()
}

/**
 * @param address canonical text, with %zone where it is link-local
 * @param signal breaks off the attempt, and the connection that comes of it
 */
export function dial(
  { address, port }: { readonly address: string; readonly port: number },
  waits: Waits,
  signal: Interruptible,
): Promise<Connection | DialFailure> {
  if (signal.aborted) return Promise.resolve(interrupted)
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true })
    const settle = (result: Connection | DialFailure) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      socket.off('error', fail).off('connect', succeed)
      // Errors after this one have nobody to go to.
      socket.on('error', () => {})
      if (!(result instanceof Connection)) socket.destroy()
      resolve(result)
    }
    // A refusal is ECONNREFUSED: who resets had accepted before.
    const fail = (error: NodeJS.ErrnoException) =>
      settle(error.code === 'ECONNRESET' ? new Connection(socket, waits, signal, 'reset') : failureOf(error))
    const succeed = () => settle(new Connection(socket, waits, signal))
    const abort = () => settle(interrupted)
    const timer = setTimeout(() => settle({ kind: 'timeout' }), waits.connectMs)
    socket.once('error', fail).once('connect', succeed)
    signal.addEventListener('abort', abort)
  })
}

const interrupted: DialFailure = { kind: 'failed', cause: 'interrupted' }
/** While a turn was waited for its host has shown itself to be a device that is left alone. */
export const spared: DialFailure = { kind: 'failed', cause: 'it is to be left alone' }

const failures: Readonly<Record<string, 'refused' | 'timeout' | 'unreachable'>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EACCES: 'unreachable',
}

/** What an error of a socket means for the endpoint, or that it is ours. */
export function failureOf({ code = 'unknown' }: NodeJS.ErrnoException): DialFailure {
  const kind = failures[code]
  return kind === undefined ? { kind: 'failed', cause: code } : { kind }
}

import { Socket } from 'node:net'
import { FrameReader, framed } from '../../confined/frames.ts'
import { OperationError } from '../../lib/errors.ts'
import { SystemCallError } from '../../libc/library.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { Counters, WorkerMessage } from '../crew/channel.ts'
import { endOf } from '../crew/end-of.ts'
import type { Session, SessionState } from '../crew/session.ts'
import type { RawOrder } from '../raw/channel.ts'
import { encodeHeard, type Heard } from './orders.ts'
import { mostSaidBytes, type Said, understood } from './said.ts'
import type { StartedScanner } from './scanner-process.ts'
import { SocketGrants } from './socket-grants.ts'

/** Bytes of messages that wait to be taken before the scanner is not listened to any more: what it sees in a second at its fastest. */
const fullInbox = 2 ** 24

/** A process of its own, without rights: what it needs is opened here and handed over. */
export class ChildSession implements Session<RawOrder> {
  readonly state: SessionState
  readonly notes: readonly string[]
  readonly #pid: number
  readonly #stream: Socket
  readonly #grants: SocketGrants
  readonly #reader = new FrameReader(mostSaidBytes)
  #inbox: { readonly message: WorkerMessage; readonly size: number }[] = []
  #inboxSize = 0
  #counters: Counters = { done: 0, sent: 0, open: 0 }
  #addressCount = 0
  #failure: string | null = null
  #saidEnd = false
  #stopping = false
  #gone = false
  #onNews = () => {}

  constructor({ pid, stream, grants, notes }: StartedScanner) {
    this.notes = notes
    const counters = () => this.#counters
    this.state = {
      get counters() {
        return counters()
      },
      abort: () => this.#say({ kind: 'abort' }),
      read: () => this.#say({ kind: 'read' }),
    }
    this.#pid = pid
    this.#grants = new SocketGrants(grants)
    this.#stream = new Socket({ fd: stream })
    this.#stream.on('data', (piece) => this.#hear(piece))
    // What it has said may still be there when it is gone, and writing to it fails: the end of the stream follows.
    this.#stream.on('error', () => {})
    this.#stream.on('close', () => {
      this.#gone = true
      this.#grants.close()
      this.#onNews()
    })
    // Until it has an order it must not keep this process alive.
    this.#stream.unref()
  }

  order(order: RawOrder, onNews: () => void): void {
    this.#onNews = onNews
    this.#addressCount = new EndpointIndex(order.plan.space).addressCount
    this.#stream.ref()
    this.#grants.allow(order)
    this.#say({ kind: 'order', order })
    // Nothing will follow, and it need not wait for that.
    if (order.kind === 'close') this.#stream.end()
  }

  /** Nothing is sent until `goOn`; nor ever again when this process ends before. */
  pause(): void {
    this.#say({ kind: 'pause' })
  }

  goOn(): void {
    this.#say({ kind: 'goOn' })
  }

  /** Whether its process has ended, or is not listened to any more. */
  get gone(): boolean {
    return this.#gone
  }

  take(): WorkerMessage | null {
    const next = this.#inbox.shift()
    this.#inboxSize -= next?.size ?? 0
    if (this.#inboxSize < fullInbox) this.#stream.resume()
    if (next?.message.kind === 'end') this.#saidEnd = true
    if (next !== undefined) return next.message
    if (this.#failure !== null) throw new OperationError(`the scanner failed: ${this.#failure}`)
    if (this.#gone) throw new OperationError('the process of the scanner ended before its work was done')
    return null
  }

  async stop(): Promise<void> {
    this.state.abort()
    this.#stopping = true
    this.#inbox = []
    this.#stream.unref()
    // One that is not read says nothing of its end.
    this.#stream.resume()
    if (this.#gone || this.#saidEnd) return
    await endOf(this.#stream, 'close', () => this.#distrust('it did not end when it was asked to'))
  }

  #hear(piece: Uint8Array): void {
    try {
      for (const bytes of this.#reader.push(piece)) this.#act(understood(bytes, this.#addressCount), bytes.length)
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SystemCallError)) throw error
      this.#distrust(error.message)
    }
    if (this.#inboxSize >= fullInbox && !this.#stopping) this.#stream.pause()
    this.#onNews()
  }

  /** @throws RangeError for what no scanner of ours says; SystemCallError when it does not take what it asked for */
  #act(said: Said | null, size: number): void {
    if (said === null) throw new RangeError('it said something that makes no sense')
    if (said.kind === 'counters') this.#counters = said.counters
    else if (said.kind === 'open') this.#grants.answer(said)
    else if (said.kind === 'failed') this.#failure ??= said.reason
    else this.#keep(said, size)
    // It waits until its last words have been heard.
    if (said.kind === 'failed' || said.kind === 'end') this.#stream.destroy()
  }

  #keep(message: WorkerMessage, size: number): void {
    if (this.#stopping) return
    this.#inbox.push({ message, size })
    this.#inboxSize += size
  }

  /** It is not what we started any more. */
  #distrust(reason: string): void {
    this.#failure ??= reason
    this.#kill()
    this.#stream.destroy()
  }

  #say(heard: Heard): void {
    if (this.#stream.writable) this.#stream.write(framed(encodeHeard(heard)))
  }

  #kill(): void {
    try {
      process.kill(this.#pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

import type { Duplex } from 'node:stream'
import { longestConversation } from '../limits.ts'
import { longestReply } from '../reply.ts'

/** How a connection ended: by the peer's FIN, by its RST, or because it sent more than anybody reads. */
export type Ending = 'closed' | 'reset' | 'flooded'

/** What a peer sends, kept until it is taken: at most 64 KiB, after which the peer has to wait. */
export class Inbox {
  #buffer = Buffer.allocUnsafe(1_024)
  #length = 0
  #total = 0
  #ending: Ending | null
  #lateAlert: string | null = null
  #wake: (() => void) | null = null
  #stream: Duplex | null = null

  constructor(ending: Ending | null = null) {
    this.#ending = ending
  }

  get length(): number {
    return this.#length
  }

  /** Bytes of all replies so far. */
  get total(): number {
    return this.#total
  }

  get lateAlert(): string | null {
    return this.#lateAlert
  }

  get ending(): Ending | null {
    return this.#ending
  }

  /** Valid until more comes or it is taken. */
  peek(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  take(): Uint8Array {
    const bytes = Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length)
    this.#length = 0
    this.#stream?.resume()
    return bytes
  }

  /** Reads this stream from now on. */
  attach(stream: Duplex): void {
    this.#stream = stream
    stream.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', this.#onError)
  }

  /** Leaves the stream to somebody else. Errors are still taken, as nobody may hear them. */
  detach(): void {
    this.#stream?.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd)
    this.#stream?.pause()
    this.#stream = null
  }

  /** Until more bytes are there than `known`, the peer ends, or the time is up. */
  async grows(known: number, milliseconds: number): Promise<boolean> {
    if (this.#length > known) return true
    if (this.#ending !== null || milliseconds <= 0) return false
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
    return this.#length > known
  }

  readonly #onData = (chunk: Buffer) => {
    const bytes = chunk.subarray(0, longestReply - this.#length)
    this.#reserve(this.#length + bytes.length)
    bytes.copy(this.#buffer, this.#length)
    this.#length += bytes.length
    this.#total += chunk.length
    if (this.#length >= longestReply) this.#stream?.pause()
    if (this.#total > longestConversation) this.#end('flooded')
    else this.#wake?.()
  }

  readonly #onEnd = () => this.#end('closed')

  readonly #onError = ({ code = '' }: NodeJS.ErrnoException) => {
    // OpenSSL's reason: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED.
    this.#lateAlert ??= /_ALERT_([A-Z_]{1,60})$/.exec(code)?.[1]?.toLowerCase().replaceAll('_', ' ') ?? null
    this.#end(code === 'ECONNRESET' ? 'reset' : 'closed')
  }

  #end(how: Ending): void {
    this.#ending ??= how
    this.#wake?.()
  }

  #reserve(length: number): void {
    if (length <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.min(longestReply, Math.max(length, 4 * this.#buffer.length)))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}

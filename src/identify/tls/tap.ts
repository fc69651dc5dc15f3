import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** Of what came before the handshake succeeded: enough to know another protocol by, or an alert. */
const mostKept = 4_096

/** Stands between a socket and TLS, and keeps the first bytes that came: when they are no TLS, they are an answer all the same. */
export class Tap extends Duplex {
  readonly #socket: Socket
  #kept: Buffer[] = []
  #length = 0

  constructor(socket: Socket) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#keep(chunk)
      if (!this.push(chunk)) socket.pause()
    })
    socket.once('end', () => this.push(null))
    socket.once('close', () => this.destroy())
    socket.once('error', (error) => this.destroy(error))
    socket.resume()
  }

  get firstBytes(): Uint8Array {
    return Buffer.concat(this.#kept)
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket.writable) this.#socket.write(chunk, done)
    else done(new Error('the socket has ended'))
  }

  override _final(done: () => void): void {
    this.#socket.end()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  #keep(chunk: Buffer): void {
    if (this.#length >= mostKept) return
    const part = chunk.subarray(0, mostKept - this.#length)
    this.#kept.push(Buffer.from(part))
    this.#length += part.length
  }
}

// decodes foreign bytes
// Messages on a stream of bytes: a length (4 bytes, little-endian), then so many bytes.

const headerSize = 4

/** A message's bytes with their length before them. */
export function framed(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerSize + body.length)
  new DataView(bytes.buffer).setUint32(0, body.length, true)
  bytes.set(body, headerSize)
  return bytes
}

/** Puts messages together again from whatever pieces they come in. */
export class FrameReader {
  readonly #most: number
  readonly #header = new Uint8Array(headerSize)
  #headerUsed = 0
  #body: Uint8Array | null = null
  #bodyUsed = 0

  /** @param most bytes of the longest message */
  constructor(most: number) {
    this.#most = most
  }

  /** Gives the messages that end in this piece. @throws RangeError when one says that it is longer than `most` */
  push(piece: Uint8Array): Uint8Array[] {
    const whole: Uint8Array[] = []
    let at = 0
    while (at < piece.length) {
      if (this.#body === null) at += this.#readHeader(piece, at)
      else at += this.#readBody(this.#body, piece, at)
      const body = this.#body
      if (body !== null && this.#bodyUsed === body.length) {
        whole.push(body)
        this.#body = null
        this.#bodyUsed = 0
      }
    }
    return whole
  }

  #readHeader(piece: Uint8Array, at: number): number {
    const taken = piece.subarray(at, at + headerSize - this.#headerUsed)
    this.#header.set(taken, this.#headerUsed)
    this.#headerUsed += taken.length
    if (this.#headerUsed === headerSize) {
      const length = new DataView(this.#header.buffer).getUint32(0, true)
      if (length > this.#most) throw new RangeError(`a message of ${length} bytes`)
      this.#body = new Uint8Array(length)
      this.#headerUsed = 0
    }
    return taken.length
  }

  #readBody(body: Uint8Array, piece: Uint8Array, at: number): number {
    const taken = piece.subarray(at, at + body.length - this.#bodyUsed)
    body.set(taken, this.#bodyUsed)
    this.#bodyUsed += taken.length
    return taken.length
  }
}

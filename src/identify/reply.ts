// decodes foreign bytes

/** Most bytes of one reply that are kept and looked at. */
export const longestReply = 65_536
const longestLine = 2_048
const mostLines = 256

/** What a peer sent, cut at 64 KiB. No accessor throws: beyond the end numbers are -1 and text is empty. */
export class Reply {
  readonly bytes: Uint8Array
  #text: string | undefined
  #lines: readonly string[] | undefined

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.length > longestReply ? bytes.subarray(0, longestReply) : bytes
  }

  /** Of text of which each character is one byte. */
  static of(value: string | Uint8Array): Reply {
    return new Reply(typeof value === 'string' ? Buffer.from(value, 'latin1') : value)
  }

  get length(): number {
    return this.bytes.length
  }

  get isEmpty(): boolean {
    return this.bytes.length === 0
  }

  /** Each byte one character: no byte sequence is invalid, and offsets are those of the bytes. */
  get text(): string {
    this.#text ??= this.#buffer().toString('latin1')
    return this.#text
  }

  /** The first 256 lines without their ends (LF, CR LF), each cut at 2,048 characters; what follows the last end counts too. */
  get lines(): readonly string[] {
    this.#lines ??= this.text
      .split('\n', mostLines)
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, longestLine))
    return this.#lines
  }

  /** Empty when there is none. */
  line(i: number): string {
    return this.lines[i] ?? ''
  }

  startsWith(text: string, at = 0): boolean {
    return this.text.startsWith(text, at)
  }

  includes(text: string): boolean {
    return this.text.includes(text)
  }

  /** -1 when it is not there. */
  indexOf(text: string, from = 0): number {
    return this.text.indexOf(text, from)
  }

  u8(at: number): number {
    return this.bytes[at] ?? -1
  }

  /** Network byte order. */
  u16(at: number): number {
    return this.#has(at, 2) ? this.u8(at) * 0x100 + this.u8(at + 1) : -1
  }

  u24(at: number): number {
    return this.#has(at, 3) ? this.u16(at) * 0x100 + this.u8(at + 2) : -1
  }

  u32(at: number): number {
    return this.#has(at, 4) ? this.u16(at) * 0x10000 + this.u16(at + 2) : -1
  }

  u16le(at: number): number {
    return this.#has(at, 2) ? this.u8(at) + this.u8(at + 1) * 0x100 : -1
  }

  u32le(at: number): number {
    return this.#has(at, 4) ? this.u16le(at) + this.u16le(at + 2) * 0x10000 : -1
  }

  /** Latin-1 text of these bytes; shorter, or empty, where the reply ends before. */
  slice(start: number, end = this.length): string {
    return this.text.slice(Math.max(0, start), Math.max(0, end))
  }

  /** As UTF-8, with U+FFFD for what is none. */
  utf8(start: number, end = this.length): string {
    return this.#buffer().toString('utf8', clamp(start, this.length), clamp(end, this.length))
  }

  /** As UTF-16 in little endian, as Windows writes it. */
  utf16(start: number, end = this.length): string {
    return this.#buffer().toString('utf16le', clamp(start, this.length), clamp(end, this.length))
  }

  /** Text up to the next NUL byte; empty when there is none. */
  cString(at: number): string {
    const end = at < 0 ? -1 : this.text.indexOf('\0', at)
    return end < 0 ? '' : this.text.slice(at, end)
  }

  /** The part between two offsets, as a reply of its own; shorter where this one ends before. */
  part(start: number, end = this.length): Reply {
    return new Reply(this.bytes.subarray(clamp(start, this.length), clamp(end, this.length)))
  }

  #has(at: number, bytes: number): boolean {
    return at >= 0 && at + bytes <= this.bytes.length
  }

  #buffer(): Buffer {
    const { buffer, byteOffset, length } = this.bytes
    return Buffer.from(buffer, byteOffset, length)
  }
}

const clamp = (value: number, highest: number) => Math.min(Math.max(0, value), highest)

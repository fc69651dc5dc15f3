import { HalfSipHash } from '../../lib/half-sip-hash.ts'

/**
 * What a probe carries so that its answer can be told from anybody else's packets: a keyed hash of where it went and from which port.
 * Nothing has to be remembered, and who has not seen the probe cannot answer it (2^-32 a guess).
 */
export class Cookie {
  readonly #hash: HalfSipHash
  readonly #words = new Int32Array(5)

  /** The key: two random words, new for each scan. */
  constructor(low: number, high: number) {
    this.#hash = new HalfSipHash(low, high)
  }

  /** Of the probe to an address (`length` bytes from `at` on) and port, from a source port: 32 bits, signed. Allocates nothing. */
  of(address: Uint8Array, at: number, length: 4 | 16, port: number, sourcePort: number): number {
    const words = this.#words
    const count = length >>> 2
    for (let w = 0, i = at; w < count; w++, i += 4) {
      words[w] = (address[i]! << 24) | (address[i + 1]! << 16) | (address[i + 2]! << 8) | address[i + 3]!
    }
    words[count] = (port << 16) | sourcePort
    return this.#hash.of(words, count + 1)
  }
}

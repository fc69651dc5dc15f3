/**
 * HalfSipHash-2-4 (Aumasson, Bernstein: SipHash, INDOCRYPT 2012; the 32-bit variant of the authors' reference code, which
 * Linux uses in include/linux/siphash.h): a keyed hash of a few words into 32 bits. Who does not know the key cannot guess
 * the hash of one message from those of others, which is all that is asked of it here: 32 bits are no signature.
 */
export class HalfSipHash {
  readonly #low: number
  readonly #high: number

  /** The key is 64 bits: two words. */
  constructor(low: number, high: number) {
    this.#low = low | 0
    this.#high = high | 0
  }

  /**
   * Hash of the first `count` words, as if they were written one after another, low byte first: 32 bits, signed,
   * which V8 hands on without memory for them. The rounds are written out, for as inner loops they take four times as long.
   */
  of(words: Int32Array, count: number): number {
    let v0 = this.#low
    let v1 = this.#high
    let v2 = 0x6c796765 ^ this.#low
    let v3 = 0x74656462 ^ this.#high
    for (let i = 0; i <= count; i++) {
      // After the words comes the length in bytes, in the high byte of the last one.
      const word = i < count ? words[i]! : (4 * count) << 24
      v3 ^= word
      v0 = (v0 + v1) | 0
      v2 = (v2 + v3) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v1) | 0
      v0 = (v0 + v3) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 = (v0 + v1) | 0
      v2 = (v2 + v3) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v1) | 0
      v0 = (v0 + v3) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    v2 ^= 0xff
    for (let round = 0; round < 4; round++) {
      v0 = (v0 + v1) | 0
      v2 = (v2 + v3) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v1) | 0
      v0 = (v0 + v3) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 << 16) | (v2 >>> 16)
    }
    return v1 ^ v3
  }
}

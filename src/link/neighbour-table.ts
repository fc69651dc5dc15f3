import { none } from './neighbour-lists.ts'

/** The longest address. IPv4 ones are kept as ::ffff:0:0/96 (RFC 4291 §2.5.5.2), which no packet of IPv6 may carry. */
const keyWords = 4
const mappedWord = 0xffff

/** Addresses by slot and the slot of an address: a hash table with chains, of fixed size. Nothing is allocated. */
export class NeighbourTable {
  readonly #keys: Uint32Array
  readonly #isFour: Uint8Array
  readonly #chains: Int32Array
  readonly #heads: Int32Array
  readonly #key = new Uint32Array(keyWords)
  readonly #seed: number

  /** @param seed chance, so that nobody who chooses addresses can choose those that share a chain */
  constructor(slots: number, seed: number) {
    this.#seed = seed
    this.#keys = new Uint32Array(slots * keyWords)
    this.#isFour = new Uint8Array(slots)
    this.#chains = new Int32Array(slots)
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(slots + 1))).fill(none)
  }

  /** The slot of the address that begins at `at`, or `none`. */
  find(bytes: Uint8Array, at: number, length: 4 | 16): number {
    const bucket = this.#readKey(bytes, at, length)
    let slot = this.#heads[bucket]!
    while (slot !== none && !this.#isKeyOf(slot)) slot = this.#chains[slot]!
    return slot
  }

  /** Gives a free slot to an address that has none. */
  insert(slot: number, bytes: Uint8Array, at: number, length: 4 | 16): void {
    const bucket = this.#readKey(bytes, at, length)
    for (let word = 0; word < keyWords; word++) this.#keys[slot * keyWords + word] = this.#key[word]!
    this.#isFour[slot] = length === 4 ? 1 : 0
    this.#chains[slot] = this.#heads[bucket]!
    this.#heads[bucket] = slot
  }

  /** Frees a slot that has an address. */
  remove(slot: number): void {
    for (let word = 0; word < keyWords; word++) this.#key[word] = this.#keys[slot * keyWords + word]!
    const bucket = this.#bucket()
    const next = this.#chains[slot]!
    if (this.#heads[bucket] === slot) {
      this.#heads[bucket] = next
      return
    }
    let before = this.#heads[bucket]!
    while (this.#chains[before] !== slot) before = this.#chains[before]!
    this.#chains[before] = next
  }

  /** Writes the address of a slot into the first bytes, and gives its length. */
  write(slot: number, bytes: Uint8Array): 4 | 16 {
    const four = this.#isFour[slot] === 1
    const first = four ? keyWords - 1 : 0
    for (let word = first; word < keyWords; word++) {
      const value = this.#keys[slot * keyWords + word]!
      for (let i = 0; i < 4; i++) bytes[(word - first) * 4 + i] = value >>> (24 - 8 * i)
    }
    return four ? 4 : 16
  }

  #readKey(bytes: Uint8Array, at: number, length: 4 | 16): number {
    const key = this.#key
    if (length === 16) {
      for (let word = 0; word < keyWords; word++) key[word] = wordAt(bytes, at + 4 * word)
    } else {
      key[0] = 0
      key[1] = 0
      key[2] = mappedWord
      key[3] = wordAt(bytes, at)
    }
    return this.#bucket()
  }

  #isKeyOf(slot: number): boolean {
    const keys = this.#keys
    const key = this.#key
    const at = slot * keyWords
    return keys[at] === key[0] && keys[at + 1] === key[1] && keys[at + 2] === key[2] && keys[at + 3] === key[3]
  }

  /** MurmurHash3's steps for words of 32 bits (Austin Appleby, public domain). */
  #bucket(): number {
    let hash = this.#seed | 0
    for (let word = 0; word < keyWords; word++) {
      let mixed = Math.imul(this.#key[word]!, 0xcc9e2d51)
      mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
      hash ^= mixed
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) & (this.#heads.length - 1)
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

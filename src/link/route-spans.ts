import { fromBytes, highest } from '../lib/address.ts'
import type { Network } from '../libc/route-messages.ts'

/**
 * The address space, cut at both ends of each network of a list. Whatever is decided by which of those networks hold an address
 * (a longest prefix match in any number of tables, a policy rule) is decided alike for all addresses of a span.
 */
export class RouteSpans {
  readonly count: number
  /** First address of each span, in words of 32 bits: one or four. */
  readonly #starts: Uint32Array
  readonly #words: number

  /** @param width bytes of an address; networks of another width are left out */
  constructor(width: 4 | 16, networks: readonly Network[]) {
    const starts = cuts(width, networks)
    this.#words = width / 4
    this.count = starts.length
    this.#starts = new Uint32Array(starts.length * this.#words)
    starts.forEach((start, i) => {
      let rest = start
      for (let word = this.#words - 1; word >= 0; word--, rest >>= 32n) {
        this.#starts[i * this.#words + word] = Number(rest & 0xffff_ffffn)
      }
    })
  }

  /** The span of an address, from 0 on: log2(spans) comparisons, and nothing is allocated. */
  find(address: Uint8Array): number {
    return this.#words === 1 ? this.#find4(wordAt(address, 0)) : this.#find16(address)
  }

  #find4(address: number): number {
    const starts = this.#starts
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (starts[middle]! > address) high = middle - 1
      else low = middle
    }
    return low
  }

  #find16(address: Uint8Array): number {
    const a = wordAt(address, 0)
    const b = wordAt(address, 4)
    const c = wordAt(address, 8)
    const d = wordAt(address, 12)
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#startsAfter(middle * 4, a, b, c, d)) high = middle - 1
      else low = middle
    }
    return low
  }

  #startsAfter(at: number, a: number, b: number, c: number, d: number): boolean {
    const starts = this.#starts
    if (starts[at] !== a) return starts[at]! > a
    if (starts[at + 1] !== b) return starts[at + 1]! > b
    if (starts[at + 2] !== c) return starts[at + 2]! > c
    return starts[at + 3]! > d
  }
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

/** Where spans begin, ascending, each once; the first is 0. */
function cuts(width: 4 | 16, networks: readonly Network[]): bigint[] {
  const all = [0n]
  for (const { bytes, bits } of networks) {
    if (bytes.length !== width || bits < 0 || bits > width * 8) continue
    const hostBits = BigInt(width * 8 - bits)
    const network = fromBytes(bytes) >> hostBits
    all.push(network << hostBits, (network + 1n) << hostBits)
  }
  all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const last = highest[width === 4 ? 4 : 6]
  return all.filter((cut, i) => cut <= last && cut !== all[i - 1])
}

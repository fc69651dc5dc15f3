import type { Distance } from '../distance.ts'

/** Hosts with books of their own. More hosts than this share: a host takes the row of one that nobody misses. */
const mostRows = 65_536

const distances: readonly Distance[] = ['own', 'onLink', 'beyond']

/**
 * What is known of each host while it is probed: how far it is and how fast it answers. Memory is fixed, about 2 MB at
 * most, however many hosts there are.
 */
export class Hosts {
  readonly rows: number
  readonly #shared: boolean
  readonly #owner: Float64Array
  readonly #distance: Uint8Array
  readonly #smoothed: Float32Array
  readonly #variation: Float32Array
  readonly #onTakeover: (row: number) => boolean

  /** `onTakeover` is asked before a row goes to another host, and may refuse. */
  constructor(addressCount: number, onTakeover: (row: number) => boolean) {
    this.rows = Math.max(1, Math.min(addressCount, mostRows))
    this.#shared = addressCount > mostRows
    this.#owner = new Float64Array(this.#shared ? this.rows : 0).fill(-1)
    this.#distance = new Uint8Array(this.rows)
    this.#smoothed = new Float32Array(this.rows).fill(-1)
    this.#variation = new Float32Array(this.rows)
    this.#onTakeover = onTakeover
  }

  /** The row of a host; -1 when another host keeps it. */
  row(addressIndex: number): number {
    if (!this.#shared) return addressIndex
    const row = sharedRow(addressIndex)
    if (this.#owner[row] === addressIndex) return row
    if (this.#owner[row] !== -1 && !this.#onTakeover(row)) return -1
    this.#owner[row] = addressIndex
    this.#distance[row] = 0
    this.#smoothed[row] = -1
    return row
  }

  /** The row that a host has now; -1 when it has none. Takes nobody's. */
  find(addressIndex: number): number {
    if (!this.#shared) return addressIndex
    const row = sharedRow(addressIndex)
    return this.#owner[row] === addressIndex ? row : -1
  }

  /** The host that keeps a row; -1 when none does. */
  ownerOf(row: number): number {
    return this.#shared ? this.#owner[row]! : row
  }

  /** Whether a row still belongs to the host that it was given to. */
  keeps(row: number, addressIndex: number): boolean {
    return !this.#shared || this.#owner[row] === addressIndex
  }

  distance(row: number): Distance | undefined {
    return row < 0 ? undefined : distances[this.#distance[row]! - 1]
  }

  setDistance(row: number, distance: Distance): void {
    if (row >= 0) this.#distance[row] = distances.indexOf(distance) + 1
  }

  /** An answer took this long. True when it is the host's first. RFC 6298 §2. */
  answered(row: number, rttMs: number): boolean {
    if (row < 0) return false
    const smoothed = this.#smoothed[row]!
    if (smoothed < 0) {
      this.#smoothed[row] = rttMs
      this.#variation[row] = rttMs / 2
      return true
    }
    this.#variation[row]! += (Math.abs(smoothed - rttMs) - this.#variation[row]!) / 4
    this.#smoothed[row]! += (rttMs - smoothed) / 8
    return false
  }

  /** After how long no answer is to be expected any more; -1 when the host has not answered yet. */
  timeoutMs(row: number): number {
    if (row < 0 || this.#smoothed[row]! < 0) return -1
    return this.#smoothed[row]! + 4 * this.#variation[row]!
  }
}

/** `mostRows` is a power of two, and a mask of bits takes a fraction of the time of a remainder. */
function sharedRow(addressIndex: number): number {
  return addressIndex & (mostRows - 1)
}

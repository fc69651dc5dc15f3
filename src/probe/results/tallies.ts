import { reasons, type Transport } from '../../model/unions.ts'

/** Up to here each host is counted on its own; beyond, all together. */
export const mostHostsCounted = 65_536

const columns = 2 * reasons.length

/** Endpoints by (host, transport, outcome), counted instead of listed. */
export class Tallies {
  readonly #byHost: boolean
  readonly #counts: Uint32Array | Float64Array

  constructor(addressCount: number) {
    this.#byHost = addressCount <= mostHostsCounted
    this.#counts = this.#byHost ? new Uint32Array(addressCount * columns) : new Float64Array(columns)
  }

  count(addressIndex: number, transport: Transport, outcome: number, endpoints = 1): void {
    const column = outcome + (transport === 'tcp' ? 0 : reasons.length)
    this.#counts[this.#byHost ? addressIndex * columns + column : column]! += endpoints
  }

  /** Counts what `rows` of a former run counted. */
  add(rows: Float64Array): void {
    for (let i = 0; i < rows.length; i += 4) {
      const [host = 0, transport = 0, outcome = 0, count = 0] = rows.subarray(i, i + 4)
      this.count(host, transport === 0 ? 'tcp' : 'udp', outcome, count)
    }
  }

  /** Rows of four numbers: address index (-1 for all together), 0 for TCP or 1 for UDP, outcome, count above 0. */
  rows(): Float64Array {
    const rows: number[] = []
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i]!
      if (count === 0) continue
      const column = i % columns
      const host = this.#byHost ? Math.floor(i / columns) : -1
      rows.push(host, column < reasons.length ? 0 : 1, column % reasons.length, count)
    }
    return Float64Array.from(rows)
  }
}

import type { Answer } from '../../model/answer.ts'
import type { Transport } from '../../model/unions.ts'

/** Observations on their way out of the worker: columns, so that they cross as memory and not as objects. */
export interface SightingColumns {
  readonly count: number
  readonly addressIndex: Float64Array
  /** Milliseconds since 1970. */
  readonly at: Float64Array
  readonly rttMs: Float32Array
  readonly port: Uint16Array
  /** 0 for TCP, 1 for UDP. */
  readonly transport: Uint8Array
  readonly outcome: Uint8Array
}

export interface Sighting {
  readonly addressIndex: number
  readonly transport: Transport
  readonly port: number
  readonly outcome: number
  /** Milliseconds; NaN when nothing came back. */
  readonly rttMs: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** What came back, where that is kept. It goes beside the columns. */
  readonly answer?: Answer | undefined
}

export function sightingAt(columns: SightingColumns, i: number): Sighting {
  return {
    addressIndex: columns.addressIndex[i]!,
    at: columns.at[i]!,
    rttMs: columns.rttMs[i]!,
    port: columns.port[i]!,
    transport: columns.transport[i] === 0 ? 'tcp' : 'udp',
    outcome: columns.outcome[i]!,
  }
}

/** Gathers sightings until they are taken. */
export class SightingBuffer {
  #count = 0
  readonly #addressIndex: Float64Array
  readonly #at: Float64Array
  readonly #rttMs: Float32Array
  readonly #port: Uint16Array
  readonly #transport: Uint8Array
  readonly #outcome: Uint8Array

  constructor(capacity = 4096) {
    this.#addressIndex = new Float64Array(capacity)
    this.#at = new Float64Array(capacity)
    this.#rttMs = new Float32Array(capacity)
    this.#port = new Uint16Array(capacity)
    this.#transport = new Uint8Array(capacity)
    this.#outcome = new Uint8Array(capacity)
  }

  get count(): number {
    return this.#count
  }

  get full(): boolean {
    return this.#count === this.#port.length
  }

  add({ addressIndex, transport, port, outcome, rttMs, at }: Sighting): void {
    const i = this.#count++
    this.#addressIndex[i] = addressIndex
    this.#transport[i] = transport === 'tcp' ? 0 : 1
    this.#port[i] = port
    this.#outcome[i] = outcome
    this.#rttMs[i] = rttMs
    this.#at[i] = at
  }

  /** A copy of what there is; the buffer is empty again. */
  take(): SightingColumns {
    const count = this.#count
    this.#count = 0
    return {
      count,
      addressIndex: this.#addressIndex.slice(0, count),
      at: this.#at.slice(0, count),
      rttMs: this.#rttMs.slice(0, count),
      port: this.#port.slice(0, count),
      transport: this.#transport.slice(0, count),
      outcome: this.#outcome.slice(0, count),
    }
  }
}

export function columnsOf(sightings: readonly Sighting[]): SightingColumns {
  const buffer = new SightingBuffer(sightings.length)
  for (const sighting of sightings) buffer.add(sighting)
  return buffer.take()
}

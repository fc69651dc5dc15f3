import type { Probe } from '../technique.ts'
import type { Cookie } from './cookie.ts'

const nothing = new Uint8Array(0)

/** Says what is said first to a UDP port at an attempt, counted from 0. */
export type PayloadOf = (port: number, attempt: number) => Uint8Array

/** The probe that is being put together. */
export class NextProbe implements Probe {
  address: Uint8Array = nothing
  length: 4 | 16 = 4
  port = 0
  sourcePort = 0
  attempt = 0
  readonly #cookie: Cookie
  readonly #payloadOf: PayloadOf

  constructor(cookie: Cookie, payloadOf: PayloadOf = () => nothing) {
    this.#cookie = cookie
    this.#payloadOf = payloadOf
  }

  /** The address is not copied. */
  aim(address: Uint8Array, length: 4 | 16, port: number, sourcePort: number, attempt: number): void {
    this.address = address
    this.length = length
    this.port = port
    this.sourcePort = sourcePort
    this.attempt = attempt
  }

  cookie(): number {
    return this.#cookie.of(this.address, 0, this.length, this.port, this.sourcePort)
  }

  payload(): Uint8Array {
    return this.#payloadOf(this.port, this.attempt)
  }
}

/** What may be known of an endpoint while a hello is made. */
export interface HelloContext {
  /** The name that was asked for, or the address in text, as a Host header has it ([brackets] round IPv6). */
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  random(bytes: number): Uint8Array
}

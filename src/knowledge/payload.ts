/** What a payload may ask of the engine while it is built. */
export interface PayloadContext {
  /** That many random bytes, fresh on each call. */
  random(bytes: number): Uint8Array
}

/** The first datagram to a UDP port: what a client of the protocol would say. One file each in `payloads/`. */
export interface Payload {
  readonly protocol: string
  readonly summary: string
  readonly ports: readonly number[]
  /** Where the layout comes from: RFC and section, or the specification. */
  readonly source: string
  /** Why it is safe to send: it reads nothing private, writes nothing, logs in nowhere and guesses nothing. */
  readonly harmless: string
  /** Of payloads that share a port the lower rank goes first; absent is 0. */
  readonly rank?: number
  /** The answer comes from another port of the host (TFTP): a connected socket never sees it. */
  readonly repliesFromOtherPort?: boolean
  /** The datagram, at most 1,472 bytes (1,500 less the IPv4 and UDP headers). */
  build(context: PayloadContext): Uint8Array
  /** Whether a datagram looks like this protocol's answer. Never throws, whatever the bytes. */
  isReply?(reply: Uint8Array): boolean
}

export function definePayload(payload: Payload): Payload {
  return payload
}

import { deserialize, serialize } from 'node:v8'
import type { RawOrder } from '../raw/channel.ts'

/** An order has 46 bytes for each range of addresses, and when every other one of 2^24 hosts is there, they are 2^23. */
export const mostOrderBytes = 2 ** 29

/** What the scanner in its own process hears. It trusts whoever started it. */
export type Heard =
  | { readonly kind: 'order'; readonly order: RawOrder }
  | { readonly kind: 'abort' }
  /** One more message with sightings or a checkpoint has been dealt with. */
  | { readonly kind: 'read' }
  /** Send nothing from now on, until told to go on. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'goOn' }

/** By structured clone, for a plan holds bigints. */
export function encodeHeard(heard: Heard): Uint8Array {
  return serialize(heard)
}

export function decodeHeard(bytes: Uint8Array): Heard {
  return deserialize(bytes) as Heard
}

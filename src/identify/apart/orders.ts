// no foreign bytes: what it reads comes from the process that started it
import { deserialize, serialize } from 'node:v8'
import type { IdentifyOptions } from '../engine.ts'
import type { Question } from './channel.ts'

/** What whoever asks in a process of its own hears. It trusts whoever started it. */
export type Order = Question | { readonly kind: 'begin'; readonly options: IdentifyOptions }

/** A subject may have a datagram with it, of 64 KiB at most. */
export const mostOrderBytes = 2 ** 20

/** By structured clone, for a limit may be Infinity. */
export function encodeOrder(order: Order): Uint8Array {
  return serialize(order)
}

export function decodeOrder(bytes: Uint8Array): Order {
  return deserialize(bytes) as Order
}

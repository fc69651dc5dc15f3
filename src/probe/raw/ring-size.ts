import type { Pace } from '../pacing/pace.ts'

/** Room for what comes in while the scanner does something else: a fifth of a second of the fastest answers, or of polite ones. */
const ringBytes = { unlimited: 32 << 20, limited: 8 << 20 } as const

/** Bytes of each link's receive ring. */
export function ringBytesAt(pace: Pace): number {
  return pace.onLink.total === Infinity ? ringBytes.unlimited : ringBytes.limited
}

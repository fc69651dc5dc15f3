import type { Pace } from '../pacing/pace.ts'

/** Room for what comes in while the scanner does something else: a fifth of a second of the fastest answers, or of polite ones. */
const ringBytes = { unlimited: 32 << 20, limited: 8 << 20 } as const
/** Of all scanners together, on a link. */
const mostBytes = 64 << 20

/** Bytes of the receive ring of each of so many scanners, on each link. */
export function ringBytesAt(pace: Pace, scanners: number): number {
  return Math.min(pace.onLink.total === Infinity ? ringBytes.unlimited : ringBytes.limited, mostBytes / scanners)
}

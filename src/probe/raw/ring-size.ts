import type { Pace } from '../pacing/pace.ts'

/**
 * Room for what comes in while the scanner does something else, of all scanners together, on a link: a fifth of a second of the fastest
 * answers, for each gets only its own. Polite ones take less.
 */
const [mostBytes, limitedBytes] = [32 << 20, 8 << 20]

/** Bytes of the receive ring of each of so many scanners, on each link. */
export function ringBytesAt(pace: Pace, scanners: number): number {
  return Math.min(pace.onLink.total === Infinity ? mostBytes : limitedBytes, mostBytes / scanners)
}

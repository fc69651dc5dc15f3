/** When hosts repeat a SYN-ACK that nobody acknowledged, in ms after the first: RFC 6298 §2.1 and §5.5; 3 s at once by RFC 1122 §4.2.3.1. */
const repeatsMs = [1000, 3000, 7000]
/** By how much they may be late: Linux rounds its timers up by an eighth at most (kernel/time/timer.c). */
const lateness = 1 / 8

/**
 * Whether a SYN-ACK that came from `leastMs` to `mostMs` after its SYN may be the repeat of one that got lost: then it says nothing of the
 * round trip, which usually takes at most `usualMs` (Karn and Partridge, SIGCOMM 1987). One from a host that is really so far away
 * is taken for a repeat only when it happens to be a second slower than the others.
 */
export function looksRepeated(leastMs: number, mostMs: number, usualMs: number): boolean {
  if (usualMs >= repeatsMs[0]!) return false
  return repeatsMs.some((atMs) => mostMs >= atMs && leastMs <= atMs * (1 + lateness) + usualMs)
}

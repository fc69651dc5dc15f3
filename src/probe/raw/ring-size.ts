import type { ProbePlan } from '../engine.ts'

/**
 * Room for what comes in while the scanner does something else, of all scanners together, on a link: a fifth of a second of the fastest
 * answers, for each gets only its own. Polite ones take less.
 */
const [mostBytes, limitedBytes] = [32 << 20, 8 << 20]
/**
 * The kernel clears all of it before the first packet, 0.5 ms for each MiB: no more than all endpoints may answer to an attempt. But few
 * answers, milliseconds apart, use up a block each (libc/packet-ring.ts): with 1 MiB half of them were gone after 60 ms in which a busy
 * machine ran something else, and with 4 MiB none after 100 ms.
 */
const [leastBytes, endpointBytes] = [4 << 20, 256]

/** Bytes of the receive ring of each of so many scanners of a plan, on each link. */
export function ringBytesFor({ pace, space }: Pick<ProbePlan, 'pace' | 'space'>, scanners: number): number {
  const most = Math.min(pace.onLink.total === Infinity ? mostBytes : limitedBytes, mostBytes / scanners)
  const ports = [...space.tcp, ...space.udp].reduce((sum, { first, last }) => sum + last - first + 1, 0)
  let bytes = 0
  // There may be a million single addresses.
  for (const { first, last } of space.addresses) {
    bytes += endpointBytes * ports * Number(last - first + 1n)
    if (bytes >= most) return most
  }
  return Math.min(most, Math.max(leastBytes, bytes))
}

/** What is known of a host before its ports are asked. */
export const hostIs = {
  missing: 0,
  there: 1,
  /** It is on a link and has not told its hardware address yet: the others are scanned meanwhile. */
  awaited: 2,
} as const

/** Whose turn comes when; what a scanner is told of each host of its plan. */
export const turnOf = {
  /** Now. */
  first: 0,
  /** When it has come, if it does: this scanner awaits it. */
  late: 1,
  /** Another scanner awaits it. */
  never: 2,
} as const

/** By address index of those that are not missing, for each of so many scanners; null when nobody is awaited. */
export function turnsFor(alive: Uint8Array | null, scanners: number): Uint8Array[] | null {
  if (alive === null || !alive.includes(hostIs.awaited)) return null
  const left = alive.filter((host) => host !== hostIs.missing)
  const turns = Array.from({ length: scanners }, () => new Uint8Array(left.length))
  let next = 0
  for (const [i, host] of left.entries()) {
    if (host === hostIs.there) continue
    for (const [scanner, mine] of turns.entries()) mine[i] = scanner === next % scanners ? turnOf.late : turnOf.never
    next += 1
  }
  return turns
}

/** How many of the hosts are what was asked for. */
export function countOf(hosts: Uint8Array, what: number): number {
  return hosts.reduce((sum, host) => sum + (host === what ? 1 : 0), 0)
}

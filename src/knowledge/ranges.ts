/** RFC 6335 §6 divides the port numbers into three; port 0 is reserved and counts as well-known. */
export const portRanges = ['well-known', 'registered', 'dynamic'] as const
export type PortRangeName = (typeof portRanges)[number]

/** RFC 6335 §6: System (well-known) ports 0–1023, User (registered) ports 1024–49151, Dynamic ports 49152–65535. */
export function rangeOf(port: number): PortRangeName {
  if (port <= 1023) return 'well-known'
  return port <= 49_151 ? 'registered' : 'dynamic'
}

/**
 * What Linux hands out to a socket that names no port: the default of net.ipv4.ip_local_port_range
 * (Documentation/networking/ip-sysctl.rst). It begins below the dynamic range of RFC 6335.
 */
export const linuxEphemeral = { first: 32_768, last: 60_999 } as const

export function isLinuxEphemeral(port: number): boolean {
  return linuxEphemeral.first <= port && port <= linuxEphemeral.last
}

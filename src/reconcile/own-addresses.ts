import type { Listener } from '../model/listener.ts'

/** One address of this machine and the device that carries it. */
export interface OwnAddress {
  /** Canonical text; link-local addresses carry their %zone. */
  readonly address: string
  readonly interface: string
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}

export function isIpv6(address: string): boolean {
  return address.includes(':')
}

/**
 * The own addresses on which a listener takes packets: a wildcard is expanded, a dual-stack socket takes both
 * families, one that is tied to a device only takes what that device carries.
 */
export function addressesServed(listener: Listener, own: readonly OwnAddress[]): readonly string[] {
  if (listener.netns !== null || !isWildcard(listener.address)) return [listener.address]
  const takesBoth = listener.bind === 'dual-stack' || listener.dualStack === true
  return own
    .filter((candidate) => listener.interface === null || candidate.interface === listener.interface)
    .map((candidate) => candidate.address)
    .filter((address) => takesBoth || isIpv6(address) === isIpv6(listener.address))
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

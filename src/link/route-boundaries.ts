import type { AddressMessage, Network } from '../libc/route-messages.ts'

/**
 * Networks that the kernel treats in a way of their own whatever its tables say. IPv4 (ip_mkroute_output and
 * ip_route_output_key_hash_rcu, net/ipv4/route.c): 0.0.0.0 is this host, 0.0.0.0/8, multicast, limited broadcast.
 * IPv6 (__ipv6_addr_type, net/ipv6/addrconf_core.c): the kinds and scopes of addresses.
 */
export function specialNetworks(width: 4 | 16): Network[] {
  const rows: readonly (readonly [readonly number[], number])[] =
    width === 4
      ? [
          [[0], 8],
          [[0], 32],
          [[224], 4],
          [[255, 255, 255, 255], 32],
        ]
      : [
          [[0], 128],
          [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 128],
          [[0], 96],
          [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 96],
          [[0xfc], 7],
          [[0xfe, 0x80], 10],
          [[0xfe, 0xc0], 10],
          [[0xff], 8],
        ]
  return rows.map(([start, bits]) => ({ bytes: padded(start, width), bits }))
}

/**
 * What IPv6 source address selection tells apart among destinations (RFC 6724 §5): their labels (rule 6), and with how many
 * bits they begin like an own address, up to the length of its network (rule 8; ipv6_get_saddr_eval, net/ipv6/addrconf.c).
 */
export function sourceBoundaries(addresses: readonly AddressMessage[], labels: readonly Network[]): Network[] {
  const own = addresses.filter(({ bytes }) => bytes.length === 16)
  const beginnings = own.flatMap(({ bytes, bits }) => Array.from({ length: bits }, (_, i) => ({ bytes, bits: i + 1 })))
  return [...labels, ...beginnings]
}

function padded(start: readonly number[], width: number): Uint8Array {
  const bytes = new Uint8Array(width)
  bytes.set(start)
  return bytes
}

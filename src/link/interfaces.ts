import type { DeviceMessage } from '../libc/route-messages.ts'
import type { LinkLayer } from './link.ts'

/** A network interface as a sender of packets sees it. */
export interface Interface {
  readonly index: number
  readonly name: string
  /** What its frames begin with; null: with something that we cannot make (InfiniBand, IEEE 802.15.4). */
  readonly layer: LinkLayer | null
  /** Largest packet in bytes. */
  readonly mtu: number
  /** Its own hardware address: six bytes when its layer is `ethernet`. */
  readonly mac: Uint8Array
  /** Where every Ethernet frame goes, on a link that has no neighbours to ask for; null: they are asked for. */
  readonly fixedMac: Uint8Array | null
}

/** IFF_LOOPBACK, IFF_POINTOPOINT and IFF_NOARP, linux/if.h. */
const IFF = { LOOPBACK: 0x8, POINTOPOINT: 0x10, NOARP: 0x80 } as const
/** ARPHRD_ETHER, linux/if_arp.h: real cards, veth, bridges, VLANs, bonds, tap, dummy. */
const ARPHRD_ETHER = 1
/** ARPHRD_* whose packets begin with the IP header, linux/if_arp.h. */
const bareIp: ReadonlySet<number> = new Set([
  512, // PPP
  519, // RAWIP: modems
  768, // TUNNEL: ipip
  769, // TUNNEL6: ip6tnl
  772, // LOOPBACK
  776, // SIT
  778, // IPGRE
  823, // IP6GRE
  0xfffe, // NONE: tun, WireGuard, IPsec
])

export function interfaceOf({ index, name, mtu, mac, broadcast, flags, hardware }: DeviceMessage): Interface {
  return { index, name, mtu, mac, layer: layerOf(hardware, mac), fixedMac: fixedMac(flags, mac, broadcast) }
}

/** What frames of a kind of interface (ARPHRD_*) begin with; null: with something that we cannot make. */
export function layerOf(hardware: number, mac: Uint8Array): LinkLayer | null {
  if (hardware === ARPHRD_ETHER) return mac.length === 6 ? 'ethernet' : null
  return bareIp.has(hardware) ? 'ip' : null
}

/** What the kernel puts in (arp_constructor, net/ipv4/arp.c; ndisc_constructor, net/ipv6/ndisc.c). */
function fixedMac(flags: number, mac: Uint8Array, broadcast: Uint8Array): Uint8Array | null {
  if ((flags & (IFF.NOARP | IFF.LOOPBACK)) !== 0) return mac
  return (flags & IFF.POINTOPOINT) !== 0 ? broadcast : null
}

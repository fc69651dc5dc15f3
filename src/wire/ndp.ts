// decodes foreign bytes
// Neighbour solicitation and advertisement (RFC 4861 §4.3, §4.4), and the addresses that they go to.
import { noBytes, write32 } from './bytes.ts'

/** Types of ICMPv6 messages. */
export const NDP_SOLICITATION = 135
export const NDP_ADVERTISEMENT = 136

/** Flags of an advertisement, in its fifth byte (RFC 4861 §4.4). */
export const NDP_SOLICITED = 0x40
export const NDP_OVERRIDE = 0x20

/** Any other comes from beyond this link (RFC 4861 §7.1). */
export const NDP_HOP_LIMIT = 255

/** Types of options (RFC 4861 §4.6.1). */
const sourceLinkLayerAddress = 1
const targetLinkLayerAddress = 2

export interface NdpMessage {
  readonly type: typeof NDP_SOLICITATION | typeof NDP_ADVERTISEMENT
  /** Of an advertisement; 0 in a solicitation. */
  readonly flags: number
  /** 16 bytes. */
  readonly target: Uint8Array
  /** 6 bytes: of the sender in a solicitation, of the target in an advertisement; null when it is not told. */
  readonly mac: Uint8Array | null
}

export class NdpView {
  bytes = noBytes
  start = 0
  end = 0
  /** Where the link-layer address stands that the message tells, or -1. */
  macAt = -1

  /**
   * Looks at an ICMPv6 message; false when it is neither kind or invalid by RFC 4861 §7.1 (hop limit and checksum, which are not
   * in it, apart). After true, no accessor throws.
   */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + 24 > end) return false
    const type = bytes[start]!
    if ((type !== NDP_SOLICITATION && type !== NDP_ADVERTISEMENT) || bytes[start + 1] !== 0) return false
    this.bytes = bytes
    this.start = start
    this.end = end
    return this.#readOptions(type === NDP_SOLICITATION ? sourceLinkLayerAddress : targetLinkLayerAddress)
  }

  /** Options are a type, a length in units of 8 bytes, which is never 0, and a value (RFC 4861 §4.6). The first one counts. */
  #readOptions(wanted: number): boolean {
    this.macAt = -1
    let at = this.start + 24
    while (at + 8 <= this.end) {
      const units = this.bytes[at + 1]!
      if (units === 0) return false
      if (this.bytes[at] === wanted && units === 1 && this.macAt < 0) this.macAt = at + 2
      at += units * 8
    }
    return at === this.end
  }

  get type(): number {
    return this.bytes[this.start]!
  }

  get flags(): number {
    return this.bytes[this.start + 4]!
  }

  /** Whose link-layer address is asked for or told. */
  get targetAt(): number {
    return this.start + 8
  }
}

export function parseNdp(view: NdpView): NdpMessage {
  const { bytes, targetAt, macAt } = view
  return {
    type: view.type === NDP_SOLICITATION ? NDP_SOLICITATION : NDP_ADVERTISEMENT,
    flags: view.flags,
    target: bytes.slice(targetAt, targetAt + 16),
    mac: macAt < 0 ? null : bytes.slice(macAt, macAt + 6),
  }
}

/** Writes the ICMPv6 message with a checksum of 0 (see sealTransport), and gives its length: 24, or 32 with an address. */
export function emitNdp(message: NdpMessage, bytes: Uint8Array, at: number): number {
  const { type, flags, target, mac } = message
  write32(bytes, at, type << 24)
  write32(bytes, at + 4, flags << 24)
  bytes.set(target, at + 8)
  if (mac === null) return 24
  bytes[at + 24] = type === NDP_SOLICITATION ? sourceLinkLayerAddress : targetLinkLayerAddress
  bytes[at + 25] = 1
  bytes.set(mac, at + 26)
  return 32
}

/** ff02::1:ff00:0/104 and the last 24 bits of the address: where solicitations for it go (RFC 4291 §2.7.1). */
export function solicitedNodeAddress(address: Uint8Array): Uint8Array {
  const multicast = new Uint8Array(16)
  multicast.set([0xff, 0x02])
  multicast.set([0x01, 0xff], 11)
  multicast.set(address.subarray(13, 16), 13)
  return multicast
}

/** 33:33 and the last four bytes: the Ethernet address of an IPv6 multicast address (RFC 2464 §7). */
export function multicastMac(address: Uint8Array): Uint8Array {
  return Uint8Array.of(0x33, 0x33, ...address.subarray(12, 16))
}

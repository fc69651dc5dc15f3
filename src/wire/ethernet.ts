// decodes foreign bytes
// Ethernet II with VLAN tags, also stacked (IEEE 802.3 §3, IEEE 802.1Q §9).
import { noBytes, read16, write16 } from './bytes.ts'

/** EtherTypes (IANA ieee-802-numbers). */
export const ETHERTYPE_IPV4 = 0x0800
export const ETHERTYPE_ARP = 0x0806
export const ETHERTYPE_IPV6 = 0x86dd
/** Customer and service VLAN tags (IEEE 802.1Q §9.5). */
export const ETHERTYPE_VLAN = 0x8100
export const ETHERTYPE_SERVICE_VLAN = 0x88a8

/** A frame with more tags is not for us; two are usual. */
const maxTags = 4

export interface VlanTag {
  readonly etherType: typeof ETHERTYPE_VLAN | typeof ETHERTYPE_SERVICE_VLAN
  /** 0 to 7. */
  readonly priority: number
  readonly dropEligible: boolean
  /** 0 to 4095. */
  readonly id: number
}

export interface EthernetHeader {
  /** 6 bytes. */
  readonly destination: Uint8Array
  /** 6 bytes. */
  readonly source: Uint8Array
  /** From the outermost inward. */
  readonly tags: readonly VlanTag[]
  /** Of the payload. */
  readonly etherType: number
}

function isTag(etherType: number): etherType is VlanTag['etherType'] {
  return etherType === ETHERTYPE_VLAN || etherType === ETHERTYPE_SERVICE_VLAN
}

export class EthernetView {
  bytes = noBytes
  start = 0
  /** Behind the tags. */
  payloadAt = 0
  /** Of the payload; below 0x600 it is the length of an IEEE 802.3 frame. */
  etherType = 0

  /** Looks at a frame; false when it is cut off. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start + 12
    if (at + 2 > end) return false
    let etherType = read16(bytes, at)
    for (let tags = 0; isTag(etherType); tags++) {
      if (tags === maxTags || at + 6 > end) return false
      at += 4
      etherType = read16(bytes, at)
    }
    this.bytes = bytes
    this.start = start
    this.payloadAt = at + 2
    this.etherType = etherType
    return true
  }

  get destinationAt(): number {
    return this.start
  }

  get sourceAt(): number {
    return this.start + 6
  }
}

export function parseEthernet(view: EthernetView): EthernetHeader {
  const { bytes, start, payloadAt, etherType } = view
  const tags: VlanTag[] = []
  for (let at = start + 12; at < payloadAt - 2; at += 4) {
    const outer = read16(bytes, at)
    if (!isTag(outer)) break
    const control = read16(bytes, at + 2)
    tags.push({
      etherType: outer,
      priority: control >>> 13,
      dropEligible: (control & 0x1000) !== 0,
      id: control & 0xfff,
    })
  }
  return { destination: bytes.slice(start, start + 6), source: bytes.slice(start + 6, start + 12), tags, etherType }
}

/** Writes the header, and gives its length: 14, and 4 for each tag. */
export function emitEthernet(header: EthernetHeader, bytes: Uint8Array, start: number): number {
  bytes.set(header.destination, start)
  bytes.set(header.source, start + 6)
  let at = start + 12
  for (const { etherType, priority, dropEligible, id } of header.tags) {
    write16(bytes, at, etherType)
    write16(bytes, at + 2, (priority << 13) | (dropEligible ? 0x1000 : 0) | (id & 0xfff))
    at += 4
  }
  write16(bytes, at, header.etherType)
  return at + 2 - start
}

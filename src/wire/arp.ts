// decodes foreign bytes
// ARP for IPv4 over Ethernet (RFC 826).

import { noBytes, read16, write16 } from './bytes.ts'
import { ETHERTYPE_IPV4 } from './ethernet.ts'

/** ares_op$ (RFC 826). */
export const ARP_REQUEST = 1
export const ARP_REPLY = 2

/** ares_hrd$: Ethernet (RFC 826). */
const hardwareEthernet = 1
const length = 28

export interface ArpMessage {
  readonly operation: number
  /** 6 bytes. */
  readonly senderMac: Uint8Array
  /** 4 bytes. */
  readonly senderAddress: Uint8Array
  /** 6 bytes; zeros in a request. */
  readonly targetMac: Uint8Array
  /** 4 bytes. */
  readonly targetAddress: Uint8Array
}

export class ArpView {
  bytes = noBytes
  start = 0

  /** Looks at a message; false when it is cut off or for other kinds of addresses. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + length > end) return false
    if (read16(bytes, start) !== hardwareEthernet || read16(bytes, start + 2) !== ETHERTYPE_IPV4) return false
    if (bytes[start + 4] !== 6 || bytes[start + 5] !== 4) return false
    this.bytes = bytes
    this.start = start
    return true
  }

  get operation(): number {
    return read16(this.bytes, this.start + 6)
  }

  get senderMacAt(): number {
    return this.start + 8
  }

  get senderAddressAt(): number {
    return this.start + 14
  }

  get targetMacAt(): number {
    return this.start + 18
  }

  get targetAddressAt(): number {
    return this.start + 24
  }
}

export function parseArp(view: ArpView): ArpMessage {
  const { bytes, operation, senderMacAt, senderAddressAt, targetMacAt, targetAddressAt } = view
  return {
    operation,
    senderMac: bytes.slice(senderMacAt, senderMacAt + 6),
    senderAddress: bytes.slice(senderAddressAt, senderAddressAt + 4),
    targetMac: bytes.slice(targetMacAt, targetMacAt + 6),
    targetAddress: bytes.slice(targetAddressAt, targetAddressAt + 4),
  }
}

/** Writes the message, and gives its length, 28. */
export function emitArp(message: ArpMessage, bytes: Uint8Array, at: number): number {
  write16(bytes, at, hardwareEthernet)
  write16(bytes, at + 2, ETHERTYPE_IPV4)
  bytes[at + 4] = 6
  bytes[at + 5] = 4
  write16(bytes, at + 6, message.operation)
  bytes.set(message.senderMac, at + 8)
  bytes.set(message.senderAddress, at + 14)
  bytes.set(message.targetMac, at + 18)
  bytes.set(message.targetAddress, at + 24)
  return length
}

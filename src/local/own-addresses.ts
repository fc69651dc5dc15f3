import { networkInterfaces } from 'node:os'
import { type Family, formatAddress, fromBytes, linkLocal } from '../lib/address.ts'
import { OperationError } from '../lib/errors.ts'
import { SystemCallError } from '../libc/library.ts'
import type { AddressMessage, DeviceMessage } from '../libc/route-messages.ts'
import { openRouting } from '../libc/rtnetlink.ts'

/** One address of this machine and the device that carries it. */
export interface InterfaceAddress {
  /** Canonical text; IPv6 link-local addresses carry their %zone. */
  readonly address: string
  readonly interface: string
}

/** Every address at which this machine takes packets now, loopback included. */
export function interfaceAddresses(): InterfaceAddress[] {
  try {
    return fromKernel()
  } catch (error) {
    if (error instanceof SystemCallError || error instanceof OperationError) return fromNode()
    throw error
  }
}

/** IFF_UP and IFF_RUNNING, linux/if.h; IFA_F_OPTIMISTIC, IFA_F_DADFAILED and IFA_F_TENTATIVE, linux/if_addr.h. */
const [up, running] = [0x01, 0x40]
const [optimistic, duplicate, tentative] = [0x04, 0x08, 0x40]

/** Those of a bridge without ports, too: a device needs no carrier for its addresses to be reached from other ones. */
function fromKernel(): InterfaceAddress[] {
  const routing = openRouting()
  try {
    const devices = new Map(routing.devices().map((device) => [device.index, device]))
    return routing.addresses().flatMap((each) => {
      const device = devices.get(each.interface)
      return device === undefined || !isTaken(each, device)
        ? []
        : [{ address: textOf(each, device), interface: device.name }]
    })
  } finally {
    routing.close()
  }
}

/** Without a carrier nobody can be asked whether an IPv6 address is his too: it stays tentative, and is not used (RFC 4862 §5.4). */
function isTaken({ flags: ofAddress }: AddressMessage, { flags }: DeviceMessage): boolean {
  if ((flags & up) === 0 || (ofAddress & duplicate) !== 0) return false
  return (flags & running) !== 0 || (ofAddress & tentative) === 0 || (ofAddress & optimistic) !== 0
}

function textOf({ bytes }: AddressMessage, { name }: DeviceMessage): string {
  const family: Family = bytes.length === 4 ? 4 : 6
  const value = fromBytes(bytes)
  const isZoned = family === 6 && value >= linkLocal.first && value <= linkLocal.last
  return isZoned ? `${formatAddress(family, value)}%${name}` : formatAddress(family, value)
}

/** Where the kernel cannot be asked: without devices that have no carrier. */
function fromNode(): InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.map(({ address, family, scopeid }) => ({
      address: family === 'IPv6' && scopeid ? `${address}%${device}` : address,
      interface: device,
    })),
  )
}

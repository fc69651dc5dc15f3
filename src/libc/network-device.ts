// decodes foreign bytes
import { endianness } from 'node:os'
import { check, declare } from './library.ts'

const ioctl = declare<(fd: number, request: number, argument: Uint8Array) => number>(
  'int ioctl(int, unsigned long, void*)',
)

// include/uapi/linux/sockios.h. Any socket answers for the network namespace that it belongs to.
const SIOCGIFFLAGS = 0x8913
const SIOCGIFMTU = 0x8921
const SIOCGIFHWADDR = 0x8927
const SIOCGIFINDEX = 0x8933
/** struct ifreq, include/uapi/linux/if.h: name (16 bytes), then a union of at most 24 bytes. */
const requestLength = 40
const nameLength = 16

// include/uapi/linux/if_arp.h
export const ARPHRD_ETHER = 1
export const ARPHRD_LOOPBACK = 772
// include/uapi/linux/if.h
export const IFF_UP = 0x1

const littleEndian = endianness() === 'LE'

export interface NetworkDevice {
  readonly name: string
  readonly index: number
  /** ARPHRD_…: what its frames begin with. */
  readonly hardwareType: number
  /** Six bytes; all zero where there is none. */
  readonly hardwareAddress: Uint8Array
  /** Largest packet in bytes, from the IP header on. */
  readonly mtu: number
  /** IFF_… */
  readonly flags: number
}

/** What the kernel says of an interface in the namespace of the socket. @throws SystemCallError ENODEV */
export function networkDevice(fd: number, name: string): NetworkDevice {
  const ask = (request: number) => {
    const memory = deviceRequest(name)
    check(`interface ${name}`, ioctl(fd, request, memory))
    return memory
  }
  const hardware = decodeHardware(ask(SIOCGIFHWADDR))
  return {
    name,
    index: decodeNumber(ask(SIOCGIFINDEX)),
    hardwareType: hardware.type,
    hardwareAddress: hardware.address,
    mtu: decodeNumber(ask(SIOCGIFMTU)),
    flags: decodeNumber(ask(SIOCGIFFLAGS)) & 0xffff,
  }
}

/** A struct ifreq for a name, of which at most 15 bytes fit. */
function deviceRequest(name: string): Uint8Array {
  const request = new Uint8Array(requestLength)
  new TextEncoder().encodeInto(name, request.subarray(0, nameLength - 1))
  return request
}

/** The number in a struct ifreq; 0 when the bytes are too few. Never throws. */
export function decodeNumber(request: Uint8Array): number {
  if (request.length < nameLength + 4) return 0
  return new DataView(request.buffer, request.byteOffset).getInt32(nameLength, littleEndian)
}

/** The struct sockaddr in a struct ifreq: hardware type (2 bytes), then the address. Zero when the bytes are too few. Never throws. */
export function decodeHardware(request: Uint8Array): { readonly type: number; readonly address: Uint8Array } {
  const address = new Uint8Array(6)
  if (request.length < nameLength + 8) return { type: 0, address }
  address.set(request.subarray(nameLength + 2, nameLength + 8))
  return { type: new DataView(request.buffer, request.byteOffset).getUint16(nameLength, littleEndian), address }
}

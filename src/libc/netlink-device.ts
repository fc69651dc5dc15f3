// decodes foreign bytes
import { declare } from './library.ts'

const ioctl = declare<(fd: number, request: number, argument: Uint8Array) => number>(
  'int ioctl(int, unsigned long, void*)',
)

/** SIOCGIFNAME, linux/sockios.h: any socket answers it for the network namespace that it belongs to. */
const SIOCGIFNAME = 0x8910
/** struct ifreq, linux/if.h: name (16 bytes), then a union of at most 24 bytes that holds the index. */
const requestLength = 40
const nameLength = 16

/** Name of a network device in the namespace of the socket; null when there is none of that index (any more). */
export function deviceNameOf(fd: number, index: number): string | null {
  const request = new Uint8Array(requestLength)
  new Int32Array(request.buffer, nameLength, 1)[0] = index
  return ioctl(fd, SIOCGIFNAME, request) === 0 ? decodeDeviceName(request) : null
}

/** The name at the start of a struct ifreq: at most 15 bytes before the NUL. Never throws. */
export function decodeDeviceName(request: Uint8Array): string | null {
  const field = request.subarray(0, nameLength)
  const end = field.indexOf(0)
  const name = new TextDecoder().decode(end < 0 ? field : field.subarray(0, end))
  return name === '' ? null : name
}

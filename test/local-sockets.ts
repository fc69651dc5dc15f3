import { parseAddress, toBytes } from '../src/lib/address.ts'
import { check, declare } from '../src/libc/library.ts'
import { inNetworkNamespace } from '../src/libc/netns.ts'

const socket = declare<(family: number, type: number, protocol: number) => number>('int socket(int, int, int)')
const bind = declare<(fd: number, address: Uint8Array, length: number) => number>('int bind(int, void*, unsigned int)')
const connect = declare<(fd: number, address: Uint8Array, length: number) => number>(
  'int connect(int, void*, unsigned int)',
)
const listen = declare<(fd: number, backlog: number) => number>('int listen(int, int)')
const accept = declare<(fd: number, address: null, length: null) => number>('int accept(int, void*, void*)')
const getsockname = declare<(fd: number, address: Uint8Array, length: Uint8Array) => number>(
  'int getsockname(int, void*, void*)',
)
const setsockopt = declare<(fd: number, level: number, option: number, value: Uint8Array, length: number) => number>(
  'int setsockopt(int, int, int, void*, unsigned int)',
)
const closeDescriptor = declare<(fd: number) => number>('int close(int)')
const indexOfDevice = declare<(name: string) => number>('unsigned int if_nametoindex(const char*)')

const SOL_SOCKET = 1
const SO_BINDTODEVICE = 25
const SO_REUSEPORT = 15
const IPPROTO_IPV6 = 41
const IPV6_V6ONLY = 26

export interface SocketWish {
  readonly transport: 'tcp' | 'udp'
  /** May carry a zone. `::ffff:a.b.c.d` makes an IPv6 socket that only IPv4 reaches. */
  readonly address: string
  /** 0: one that is free (`portOf`). */
  readonly port: number
  readonly v6only?: boolean
  readonly reusePort?: boolean
  readonly device?: string
  /** Default 64. */
  readonly backlog?: number
}

/** Sockets of this very process in a network namespace of our choice, made with exactly the options that a test is about. */
export class TestSockets {
  readonly #namespace: string
  readonly #open = new Set<number>()

  /** @param namespace a namespace file, such as /run/netns/name */
  constructor(namespace: string) {
    this.#namespace = namespace
  }

  /** Opens a socket that listens (TCP) or is bound (UDP); returns its descriptor. */
  open(wish: SocketWish): number {
    const fd = this.#make(wish)
    const address = inNetworkNamespace(this.#namespace, () => socketAddress(wish))
    check('bind', bind(fd, address, address.length))
    if (wish.transport === 'tcp') check('listen', listen(fd, wish.backlog ?? 64))
    return fd
  }

  /** Opens a socket that is connected to an address of the namespace. */
  connect(wish: Pick<SocketWish, 'transport' | 'address' | 'port'>): number {
    const fd = this.#make(wish)
    const address = inNetworkNamespace(this.#namespace, () => socketAddress(wish))
    check('connect', connect(fd, address, address.length))
    return fd
  }

  portOf(fd: number): number {
    const address = new Uint8Array(28)
    check('getsockname', getsockname(fd, address, new Uint8Array(Uint32Array.of(address.length).buffer)))
    return new DataView(address.buffer).getUint16(2)
  }

  accept(fd: number): number {
    const accepted = check('accept', accept(fd, null, null))
    this.#open.add(accepted)
    return accepted
  }

  close(fd: number): void {
    if (this.#open.delete(fd)) closeDescriptor(fd)
  }

  closeAll(): void {
    for (const fd of [...this.#open]) this.close(fd)
  }

  #make(wish: Partial<SocketWish> & Pick<SocketWish, 'transport' | 'address' | 'port'>): number {
    const family = wish.address.includes(':') ? 10 : 2
    const type = wish.transport === 'tcp' ? 1 : 2
    const fd = inNetworkNamespace(this.#namespace, () => check('socket', socket(family, type | 0o2000000, 0)))
    this.#open.add(fd)
    if (wish.v6only !== undefined) setNumber(fd, IPPROTO_IPV6, IPV6_V6ONLY, wish.v6only ? 1 : 0)
    if (wish.reusePort) setNumber(fd, SOL_SOCKET, SO_REUSEPORT, 1)
    if (wish.device !== undefined) {
      const name = Buffer.from(`${wish.device}\0`)
      check('SO_BINDTODEVICE', setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, name.length))
    }
    return fd
  }
}

function setNumber(fd: number, level: number, option: number, value: number): void {
  check('setsockopt', setsockopt(fd, level, option, new Uint8Array(Int32Array.of(value).buffer), 4))
}

/** struct sockaddr_in or sockaddr_in6 (ip(7), ipv6(7)). */
function socketAddress({ address, port }: { address: string; port: number }): Uint8Array {
  const parsed = parseAddress(address)
  if (parsed === undefined) throw new Error(`no address: ${address}`)
  const ipv4 = parsed.family === 4
  const bytes = new Uint8Array(ipv4 ? 16 : 28)
  new Uint16Array(bytes.buffer)[0] = ipv4 ? 2 : 10
  new DataView(bytes.buffer).setUint16(2, port)
  bytes.set(toBytes(parsed.family, parsed.value), ipv4 ? 4 : 8)
  if (parsed.zone !== undefined) new Uint32Array(bytes.buffer)[6] = indexOfDevice(parsed.zone)
  return bytes
}

import { declare } from './library.ts'

// Numbers of Linux's generic ABI (include/uapi/asm-generic/socket.h, linux/in.h, linux/in6.h), which x64, arm64,
// riscv64, ppc64 (these numbers), s390x and loong64 share. MIPS and SPARC have others.
export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000
export const SOL_SOCKET = 1
export const SO_ERROR = 4
export const IPPROTO_IP = 0
export const IP_RECVERR = 11
export const IPPROTO_IPV6 = 41
export const IPV6_RECVERR = 25
export const MSG_DONTWAIT = 0x40
export const MSG_ERRQUEUE = 0x2000
export const MSG_NOSIGNAL = 0x4000

/** Bytes of sockaddr_in and sockaddr_in6. */
export const ipv4AddressSize = 16
export const ipv6AddressSize = 28

type Memory = ArrayBufferView | bigint

export const socket = declare<(family: number, type: number, protocol: number) => number>('int socket(int, int, int)')
export const connect = declare<(fd: number, address: Memory, size: number) => number>(
  'int connect(int, void*, unsigned int)',
)
export const bind = declare<(fd: number, address: Memory, size: number) => number>('int bind(int, void*, unsigned int)')
export const close = declare<(fd: number) => number>('int close(int)')
export const sendTo = declare<
  (fd: number, data: Memory, size: number, flags: number, address: Memory, addressSize: number) => number
>('intptr_t sendto(int, void*, size_t, int, void*, unsigned int)')
export const receiveFrom = declare<
  (fd: number, data: Memory, size: number, flags: number, address: Memory, addressSize: Memory) => number
>('intptr_t recvfrom(int, void*, size_t, int, void*, void*)')
export const receiveMessage = declare<(fd: number, header: Memory, flags: number) => number>(
  'intptr_t recvmsg(int, void*, int)',
)
export const getLocalAddress = declare<(fd: number, address: Memory, size: Memory) => number>(
  'int getsockname(int, void*, void*)',
)
export const getOption = declare<(fd: number, level: number, name: number, value: Memory, size: Memory) => number>(
  'int getsockopt(int, int, int, void*, void*)',
)
export const setOption = declare<(fd: number, level: number, name: number, value: Memory, size: number) => number>(
  'int setsockopt(int, int, int, void*, unsigned int)',
)
/** Index of a network interface by name; 0 when there is none. */
export const interfaceIndex = declare<(name: string) => number>('unsigned int if_nametoindex(const char*)')

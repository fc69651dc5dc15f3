import { endianness } from 'node:os'

/** Processors whose socket ABI libc/socket.ts has: 64 bits, little-endian, generic numbers. */
const knownProcessors: ReadonlySet<string> = new Set(['x64', 'arm64', 'riscv64', 'loong64', 'ppc64'])

/** Whether this machine is one on which we call the C library ourselves. */
export function callsLibc(): boolean {
  return process.platform === 'linux' && endianness() === 'LE' && knownProcessors.has(process.arch)
}

import { check, declare, errno, memoryAt, SystemCallError } from './library.ts'

const map = declare<
  (address: null, length: number, protection: number, flags: number, fd: number, offset: number) => bigint
>('void* mmap(void*, size_t, int, int, int, int64_t)')
const unmap = declare<(address: bigint, length: number) => number>('int munmap(void*, size_t)')

// include/uapi/asm-generic/mman-common.h, linux/mman.h
const PROT_READ_WRITE = 0x1 | 0x2
const MAP_SHARED = 0x01
/** MAP_FAILED, (void*) -1, as a bigint of 64 bits. */
const MAP_FAILED = 0xffff_ffff_ffff_ffffn

export interface MemoryMap {
  /** The memory itself, not a copy of it. Never to be touched after `unmap`: the process would die of it. */
  readonly memory: ArrayBuffer
  unmap(): void
}

/**
 * Maps the first `length` bytes of a descriptor, shared with the kernel, to be read and written: mmap(2).
 * @throws SystemCallError ENOMEM, EINVAL
 */
export function mapMemory(fd: number, length: number): MemoryMap {
  const address = map(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0)
  if (BigInt.asUintN(64, address) === MAP_FAILED) throw new SystemCallError('mmap', errno())
  return { memory: memoryAt(address, length), unmap: () => void check('munmap', unmap(address, length)) }
}

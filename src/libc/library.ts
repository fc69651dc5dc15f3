import { constants } from 'node:os'
import { OperationError } from '../lib/errors.ts'
import { loaded } from './load-koffi.ts'

/**
 * The C library of this process (glibc or musl, whichever it runs on), opened once.
 * The only place that does so; everything else declares what it calls with `declare`.
 */
const libc = loaded.koffi?.load(null)

/** Why the C library cannot be called, in a few words; null where it can. Then whatever was declared throws when it is called. */
export const missingLibc: string | null = loaded.missing

/** koffi, where it is there. @throws OperationError */
function koffi() {
  return loaded.koffi ?? unavailable()
}

function unavailable(): never {
  throw new OperationError(`the C library cannot be called: ${missingLibc}`)
}

/**
 * Declares a C function by its prototype, for example
 * `declare<(fd: number) => number>('int close(int)')`.
 *
 * The type parameter says how it is called from TypeScript; nothing checks it against the prototype.
 * Pointers to memory of ours are `void*` and take a typed array (kept alive for the call only) or an
 * address. A call costs about 0.2 µs over the system call. 64-bit results beyond 2^53 come as bigint.
 *
 * @throws Error when the C library has no such function (or it is not Linux's at all)
 */
export function declare<F extends (...args: never[]) => unknown>(prototype: string): F {
  return (libc === undefined ? unavailable : libc.func(prototype)) as unknown as F
}

/** errno of this thread, as the last call left it. Read it straight after the call that failed. */
export function errno(): number {
  return koffi().errno()
}

/** Address of a typed array's memory, for structures that hold pointers. Keep the array referenced while it is used. */
export function addressOf(memory: ArrayBufferView): bigint {
  return koffi().address(memory)
}

/** The memory at an address, not a copy of it. */
export function memoryAt(address: bigint, length: number): ArrayBuffer {
  return koffi().view(address, length)
}

/** errno numbers by name, those of this system (they differ between processors: MIPS, SPARC). */
export const errnoNumbers: Readonly<Record<string, number>> = loaded.koffi?.os.errno ?? constants.errno

const names = new Map(Object.entries(errnoNumbers).map(([name, number]) => [number, name]))
// Two names for one number: the one that people know wins.
names.set(errnoNumbers.EAGAIN ?? 11, 'EAGAIN')

/** `EADDRNOTAVAIL` for 99; `errno 4095` for a number that has no name. */
export function errnoName(number: number): string {
  return names.get(number) ?? `errno ${number}`
}

/** A failed call as an error: `socket: EMFILE`. */
export class SystemCallError extends Error {
  override readonly name = 'SystemCallError'
  readonly errno: number
  readonly code: string

  constructor(call: string, number: number) {
    super(`${call}: ${errnoName(number)}`)
    this.errno = number
    this.code = errnoName(number)
  }
}

/** Passes a result through, or throws what errno says when it is negative. */
export function check(call: string, result: number): number {
  if (result < 0) throw new SystemCallError(call, errno())
  return result
}

import { check, declare } from './library.ts'

const prctl = declare<(option: number, a: number, b: number, c: number, d: number) => number>(
  'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
)
const capget = declare<(header: Uint32Array, data: Uint32Array) => number>('int capget(void*, void*)')
const capset = declare<(header: Uint32Array, data: Uint32Array) => number>('int capset(void*, void*)')

// include/uapi/linux/prctl.h, asm-generic/signal.h
const PR_SET_PDEATHSIG = 1
const PR_SET_NO_NEW_PRIVS = 38
const SIGKILL = 9
/** _LINUX_CAPABILITY_VERSION_3 and this thread, struct __user_cap_header_struct, linux/capability.h. */
const header = Uint32Array.of(0x2008_0522, 0)
/** struct __user_cap_data_struct, twice: effective, permitted, inheritable. */
const capabilityWords = 6
const inheritable = [2, 5] as const

/**
 * The calling thread, and whatever it starts, gains no rights by executing a program any more: prctl(2), PR_SET_NO_NEW_PRIVS. For
 * good. It keeps the rights that it has.
 * @throws SystemCallError
 */
export function gainNoNewRights(): void {
  check('no new privileges', prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
}

/**
 * The calling thread hands no capability down to programs that it executes, but by its user being root or by those of the file:
 * capabilities(7). Empties its inheritable set, and the ambient one with it.
 * @throws SystemCallError
 */
export function handDownNoCapabilities(): void {
  const data = new Uint32Array(capabilityWords)
  check('capget', capget(header, data))
  for (const word of inheritable) data[word] = 0
  check('capset', capset(header, data))
}

/** The calling thread gives up all its capabilities. For good. @throws SystemCallError */
export function dropCapabilities(): void {
  check('capset', capset(header, new Uint32Array(capabilityWords)))
}

/** This process is ended with the thread that started it, whatever it is doing: prctl(2), PR_SET_PDEATHSIG. @throws SystemCallError */
export function endWithParent(): void {
  check('end with its parent', prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
}

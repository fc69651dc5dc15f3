import { check, declare } from './library.ts'

const get = declare<(resource: number, limits: BigUint64Array) => number>('int getrlimit(int, void*)')
const set = declare<(resource: number, limits: BigUint64Array) => number>('int setrlimit(int, void*)')
// include/uapi/asm-generic/resource.h
const RLIMIT_NOFILE = 7

export interface ResourceLimit {
  readonly soft: number
  readonly hard: number
}

/** How many files this process may have open: setrlimit(2), RLIMIT_NOFILE. No limit reads as 2^64 or so. */
export function openFileLimit(): ResourceLimit {
  const limits = new BigUint64Array(2)
  check('getrlimit', get(RLIMIT_NOFILE, limits))
  return { soft: Number(limits[0]), hard: Number(limits[1]) }
}

/** Sets both limits. False when it is not allowed: only a privileged process raises the hard one. */
export function setOpenFileLimit({ soft, hard }: ResourceLimit): boolean {
  return set(RLIMIT_NOFILE, BigUint64Array.of(BigInt(soft), BigInt(hard))) === 0
}

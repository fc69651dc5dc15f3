import { constants } from 'node:os'

const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
// EWOULDBLOCK has the same number; this is the name that people know.
names.set(constants.errno.EAGAIN, 'EAGAIN')

/** `EMFILE` for 24; `errno 4095` for a number without a name. */
export function errnoText(errno: number): string {
  return names.get(errno) ?? `errno ${errno}`
}

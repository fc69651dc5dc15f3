import { check, declare } from './library.ts'

const flock = declare<(fd: number, operation: number) => number>('int flock(int, int)')
/** sys/file.h */
const [LOCK_EX, LOCK_NB] = [2, 4]

/**
 * Locks an open file or folder for this process, flock(2). The kernel lets go of it when the descriptor is closed, however the process ends.
 * @throws SystemCallError EWOULDBLOCK (by its other name EAGAIN) when another process has it
 */
export function lockFile(fd: number): void {
  check('flock', flock(fd, LOCK_EX | LOCK_NB))
}

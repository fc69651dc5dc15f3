import { closeSync, openSync } from 'node:fs'
import { check, declare } from './library.ts'

const setns = declare<(fd: number, kind: number) => number>('int setns(int, int)')
const CLONE_NEWNET = 0x40000000

/**
 * Runs `work` in another network namespace and comes back. A socket belongs for life to the namespace in which it was
 * opened, so opening one is all that needs doing inside: `work` is synchronous and short.
 *
 * setns(2) moves the calling thread only, and nothing else of ours runs on it meanwhile. The way back is proven before
 * we leave: entering our own namespace asks for the same permission as returning to it (in a user namespace one may
 * well be allowed to leave and not to return).
 * @param path a namespace file: /proc/<pid>/ns/net or /run/netns/<name>
 * @throws SystemCallError EPERM without CAP_SYS_ADMIN here and there; NodeJS.ErrnoException when the path cannot be opened
 */
export function inNetworkNamespace<T>(path: string, work: () => T): T {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  try {
    check('setns', setns(home, CLONE_NEWNET))
    const away = openSync(path, 'r')
    try {
      check('setns', setns(away, CLONE_NEWNET))
      try {
        return work()
      } finally {
        // Permission is proven; only memory could be short. A thread in the wrong network must not go on.
        if (setns(home, CLONE_NEWNET) !== 0) process.abort()
      }
    } finally {
      closeSync(away)
    }
  } finally {
    closeSync(home)
  }
}

import { OperationError } from '../lib/errors.ts'
import type { ListenersOptions, ListenersResult } from './types.ts'

/**
 * Every TCP socket that listens and every UDP socket that is bound and not connected on this machine, IPv4 and IPv6,
 * one line per transport, address, port and network namespace, with the processes that hold it.
 * Blocks the thread while it reads the tables (a fifth of a second for 10,000 sockets of 1,000 processes).
 * @throws OperationError where there is no inside view for the operating system, or the kernel gives neither table
 */
export async function listListeners(options: ListenersOptions = {}): Promise<ListenersResult> {
  if (process.platform !== 'linux') {
    throw new OperationError(
      `the inside view is not there yet for ${process.platform}, only for Linux; scanning works: portreeve scan self`,
    )
  }
  const { listLinuxListeners } = await import('./linux/listeners.ts')
  return listLinuxListeners(options)
}

import { closeSync, existsSync, openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { OperationError } from '../../lib/errors.ts'
import { lockFile } from '../../libc/flock.ts'
import { changesFolder } from './change-folder.ts'
import { makeOwnFolder } from './durable-file.ts'

/** Applying or taking back takes a second, a service that ends slowly 90 (DefaultTimeoutStopSec). */
const longestWait = 180_000

/**
 * Does something while nobody else makes, confirms or takes back a change of this machine. The kernel lets go of the lock when the process ends, however it does.
 * @throws OperationError when somebody else is at it for minutes
 */
export async function alone<Value>(work: () => Promise<Value>): Promise<Value> {
  if (!existsSync(changesFolder)) makeOwnFolder(changesFolder)
  const folder = openSync(changesFolder, 'r')
  try {
    await lock(folder)
    return await work()
  } finally {
    closeSync(folder)
  }
}

async function lock(folder: number): Promise<void> {
  const deadline = performance.now() + longestWait
  for (;;) {
    try {
      return lockFile(folder)
    } catch (error) {
      if (performance.now() > deadline)
        throw new OperationError(`somebody else is at a change of this machine: ${(error as Error).message}`)
    }
    await pause(50)
  }
}

import { closeSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { readyDescriptor } from './timer.ts'

/** Tells who started us that we wait, and waits. */
export async function waitForDeadline(seconds: number): Promise<void> {
  // By now a terminal that is closed, or a login that ends, are none of our business.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  const waited = pause(seconds * 1000)
  writeSync(readyDescriptor, 'ready\n')
  closeSync(readyDescriptor)
  await waited
}

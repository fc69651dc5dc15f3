import { setTimeout as pause } from 'node:timers/promises'
import { LabError } from './exec.ts'

/**
 * Waits until something holds, by looking again and again; never longer than it takes.
 * @throws LabError naming `what` after `timeoutMs`.
 */
export async function waitFor(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new LabError(`waited ${timeoutMs} ms in vain for ${what}`)
    await pause(5)
  }
}

import { closeSync, existsSync, writeFileSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { readyDescriptor } from './timer.ts'

/** Tells who started us that we wait, and waits. */
export async function waitForDeadline(seconds: number): Promise<void> {
  // By now a terminal that is closed, or a login that ends, are none of our business.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  leaveSession()
  const waited = pause(seconds * 1000)
  writeSync(readyDescriptor, 'ready\n')
  closeSync(readyDescriptor)
  await waited
}

/** Of the hierarchies that elogind keeps sessions in: unified, its own. */
const roots = ['/sys/fs/cgroup/cgroup.procs', '/sys/fs/cgroup/elogind/cgroup.procs']

/** What is in a session's control group may be ended with it, whatever it does (elogind, logind.conf(5), KillUserProcesses). */
function leaveSession(): void {
  for (const file of roots.filter((root) => existsSync(root))) {
    try {
      writeFileSync(file, `${process.pid}`)
    } catch {
      // A container that may not: sessions have no groups there.
    }
  }
}

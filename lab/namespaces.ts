import { spawnSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { restoreSettings } from './machine-settings.ts'

// Everything here is synchronous: it also runs while the process is on its way out.

const folder = '/run/netns'

/** Name of a namespace of ours: whose it is can be read off it after a crash. */
export function namespaceName(pid: number, lab: string, host: string): string {
  return `pr-${pid}-${lab}-${host}`
}

/** How the name of a lab's folder begins: long enough that nobody else's does, for a stale one is removed with all that is in it. */
export function folderPrefix(pid: number, lab: string): string {
  return `portreeve-lab-${pid}-${lab}-`
}

/** The process that made a namespace, or undefined when its name is not one of ours. */
export function ownerOf(namespace: string): number | undefined {
  const pid = /^pr-(\d+)-/.exec(namespace)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** The names of all network namespaces of this machine that have one. */
export function listNamespaces(): string[] {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  return (stdout ?? '')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter(Boolean)
}

/** The processes that live in a namespace. */
export function pidsIn(namespace: string): number[] {
  const { stdout } = spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').filter(Boolean).map(Number)
}

/** Number that the kernel knows a namespace by, as in the link of /proc/<pid>/ns/net. */
export function namespaceInode(namespace: string): number {
  return statSync(`${folder}/${namespace}`).ino
}

/** Kills what lives in a namespace, and removes it with its interfaces. Does nothing when it is gone already. */
export function removeNamespace(namespace: string): void {
  // A process may be forking while it is looked for, so look again; 20 rounds end a fork bomb that the lab never starts.
  for (let round = 0; round < 20; round++) {
    const pids = pidsIn(namespace).filter((pid) => pid !== process.pid)
    if (pids.length === 0) break
    for (const pid of pids) kill(pid)
  }
  spawnSync('ip', ['netns', 'delete', namespace])
  rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true })
}

/** Removes the namespaces and folders of labs whose maker has died, and puts back what they changed of the machine. Returns the names of the namespaces. */
export function removeStale(): string[] {
  for (const folder of staleFolders()) {
    restoreSettings(folder)
    rmSync(folder, { recursive: true, force: true })
  }
  const stale = listNamespaces().filter((namespace) => {
    const owner = ownerOf(namespace)
    return owner !== undefined && !(isAlive(owner) && startedBefore(owner, namespace))
  })
  for (const namespace of stale) removeNamespace(namespace)
  return stale
}

/** Folders of labs that died, among those that this user made: in /tmp anybody may have made one of the same name. */
export function staleFolders(parent = tmpdir()): string[] {
  return readdirSync(parent).flatMap((name) => {
    const pid = /^portreeve-lab-(\d+)-/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) return []
    const path = join(parent, name)
    const status = lstatSync(path, { throwIfNoEntry: false })
    return status?.isDirectory() && status.uid === process.geteuid?.() ? [path] : []
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).errno !== -constants.errno.ESRCH) throw error
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** False when the number of a dead maker went to a younger process. */
function startedBefore(pid: number, namespace: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 22 (proc(5)): start, in clock ticks of 10 ms since boot. The name before it may contain anything but ends in ')'.
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
    const bootSeconds = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1])
    // Two seconds, because btime has whole seconds only and moves with the clock.
    return bootSeconds * 1000 + ticks * 10 <= statSync(`${folder}/${namespace}`).mtimeMs + 2000
  } catch {
    return true // it vanished while we looked: nothing to be removed by us
  }
}

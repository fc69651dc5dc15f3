import type { FileStatus } from './file-status.ts'
import { ProcFs } from './proc-fs.ts'
import { decodeCommandLine, decodeProcessStat } from './process-stat.ts'

/** A process that holds at least one of the sockets that were looked for. */
export interface SocketHolder {
  readonly pid: number
  readonly name: string
  readonly startTicks: number
  /** Effective user; null when the process was gone. */
  readonly uid: number | null
  /** Arguments as the program sees them: secrets and all. */
  readonly commandLine: readonly string[]
  /** Text of /proc/<pid>/cgroup; empty when unreadable. */
  readonly cgroup: string
  /** Path of the program in its own root; null for what is not ours to see. */
  readonly executable: string | null
  readonly executableStatus: FileStatus | null
}

export interface HolderMap {
  /** Holders by inode, oldest first. */
  readonly byInode: ReadonlyMap<number, readonly SocketHolder[]>
  /** Processes whose descriptors are not ours to see. */
  readonly hidden: number
}

/**
 * One pass over all processes. It never ends early: a socket that has one holder may have more (workers that inherited
 * it). Processes that end meanwhile are left out.
 */
export function findHolders(wanted: ReadonlySet<number>, procFs = new ProcFs()): HolderMap {
  const byInode = new Map<number, SocketHolder[]>()
  let hidden = 0
  if (wanted.size === 0) return { byInode, hidden }
  for (const pid of procFs.processes()) {
    const folder = procFs.openProcess(pid)
    if (folder === null) continue
    const sockets = procFs.sockets(folder, pid)
    if (sockets === null) hidden++
    else addHolder(procFs, { pid, folder }, sockets, wanted, byInode)
    procFs.close(folder)
  }
  for (const holders of byInode.values()) if (holders.length > 1) holders.sort(byAge)
  return { byInode, hidden }
}

function addHolder(
  procFs: ProcFs,
  { pid, folder }: { pid: number; folder: number },
  sockets: readonly number[],
  wanted: ReadonlySet<number>,
  byInode: Map<number, SocketHolder[]>,
): void {
  let holder: SocketHolder | null | undefined
  for (const inode of sockets) {
    if (!wanted.has(inode)) continue
    holder ??= describe(procFs, pid, folder)
    if (holder === null) return
    const holders = byInode.get(inode)
    if (holders === undefined) byInode.set(inode, [holder])
    // One process may hold a socket by several descriptors; it is the last that was added.
    else if (holders.at(-1) !== holder) holders.push(holder)
  }
}

/** Null when the process has ended. */
function describe(procFs: ProcFs, pid: number, folder: number): SocketHolder | null {
  const stat = decodeProcessStat(procFs.text(folder, 'stat') ?? '')
  if (stat === null) return null
  return {
    pid,
    name: stat.name,
    startTicks: stat.startTicks,
    // The owner of the folder itself is the effective user, even of a process that may not be traced
    // (task_dump_owner, fs/proc/base.c); /proc/<pid>/status says the same at eight times the cost.
    uid: procFs.status(folder, '')?.uid ?? null,
    commandLine: decodeCommandLine(procFs.text(folder, 'cmdline') ?? ''),
    cgroup: procFs.text(folder, 'cgroup') ?? '',
    executable: procFs.linkTarget(folder, 'exe'),
    executableStatus: procFs.status(folder, 'exe'),
  }
}

/** Oldest first; of two that started in the same hundredth of a second the lower pid. */
export function byAge(a: SocketHolder, b: SocketHolder): number {
  return a.startTicks - b.startTicks || a.pid - b.pid
}

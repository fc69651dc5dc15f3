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
  /** Holders by inode, oldest first. Sockets of one process alone have the very same list. */
  readonly byInode: ReadonlyMap<number, readonly SocketHolder[]>
  /** Processes whose descriptors are not ours to see. */
  readonly hidden: number
}

/** What one thread found among the processes that it looked at. Small enough to be sent from thread to thread. */
export interface Walk {
  readonly holders: SocketHolder[]
  /** Sockets that were found, and in the same place of `holderOf` which of the holders has each. */
  readonly inodes: number[]
  readonly holderOf: number[]
  /** Processes whose descriptors are not ours to see. */
  hidden: number
}

/** One pass over all processes; see `openHolderSearch` for two threads that share it. */
export function findHolders(wanted: ReadonlySet<number>): HolderMap {
  return holderMap(wanted.size === 0 ? [] : [walk(new ProcFs().processes(), wanted)])
}

/**
 * Looks at every process that `pids` gives. It never ends early: a socket that has one holder may have more (workers
 * that inherited it). Processes that end meanwhile are left out.
 */
export function walk(pids: Iterable<number>, wanted: ReadonlySet<number>): Walk {
  const procFs = new ProcFs()
  const found: Walk = { holders: [], inodes: [], holderOf: [], hidden: 0 }
  for (const pid of pids) {
    const folder = procFs.openProcess(pid)
    if (folder === null) continue
    const sockets = procFs.sockets(folder, pid)
    if (sockets === null) found.hidden++
    else addHolder(procFs, { pid, folder }, sockets, wanted, found)
    procFs.close(folder)
  }
  return found
}

function addHolder(
  procFs: ProcFs,
  { pid, folder }: { pid: number; folder: number },
  sockets: readonly number[],
  wanted: ReadonlySet<number>,
  { holders, inodes, holderOf }: Walk,
): void {
  let known = false
  for (const inode of sockets) {
    if (!wanted.has(inode)) continue
    if (!known) {
      const holder = describe(procFs, pid, folder)
      if (holder === null) return
      holders.push(holder)
      known = true
    }
    inodes.push(inode)
    holderOf.push(holders.length - 1)
  }
}

/** Puts together what walks over different processes found. */
export function holderMap(walks: readonly Walk[]): HolderMap {
  const byInode = new Map<number, SocketHolder[]>()
  const shared: SocketHolder[][] = []
  let hidden = 0
  for (const found of walks) {
    hidden += found.hidden
    const alone = found.holders.map((holder) => [holder])
    for (let i = 0; i < found.inodes.length; i++) {
      const inode = found.inodes[i]!
      const holders = alone[found.holderOf[i]!]!
      const known = byInode.get(inode)
      if (known === undefined) byInode.set(inode, holders)
      // One process may hold a socket by several descriptors; it is the last that was added.
      else if (known.at(-1) === holders[0]) continue
      else if (known.length > 1) known.push(holders[0]!)
      else {
        const both = [...known, ...holders]
        byInode.set(inode, both)
        shared.push(both)
      }
    }
  }
  for (const holders of shared) holders.sort(byAge)
  return { byInode, hidden }
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

import { readdirSync, statSync } from 'node:fs'
import { ProcFs } from './proc-fs.ts'

/** A network namespace other than ours. */
export interface NetworkNamespace {
  /** What `ip netns` calls it, else `net:[4026532281]`. */
  readonly name: string
  /** A file that stands for it: /run/netns/<name> or /proc/<pid>/ns/net. */
  readonly path: string
  /** A process that is in it; null for one that has none. */
  readonly pid: number | null
}

/** Where `ip netns` and Docker keep namespaces that have a name. */
const namedFolders = ['/run/netns', '/run/docker/netns']
/** More than one machine holds; a bound for a hostile one. */
const mostNamespaces = 4096
const linkText = /^net:\[(\d{1,10})\]$/

export interface NamespaceSearch {
  readonly namespaces: readonly NetworkNamespace[]
  /** Processes whose namespace is not ours to see. */
  readonly hidden: number
  readonly cut: boolean
}

/** Every network namespace that has a process or a name, without our own, by name. */
export function findNamespaces(procFs = new ProcFs()): NamespaceSearch {
  const found = new Map<number, NetworkNamespace>()
  const own = inodeOf('/proc/thread-self/ns/net')
  let hidden = 0
  for (const pid of procFs.processes()) {
    const folder = procFs.openProcess(pid)
    if (folder === null) continue
    const link = procFs.linkTarget(folder, 'ns/net')
    procFs.close(folder)
    const inode = Number(linkText.exec(link ?? '')?.[1] ?? 0)
    if (inode === 0) hidden++
    else if (!found.has(inode)) found.set(inode, { name: `net:[${inode}]`, path: `/proc/${pid}/ns/net`, pid })
  }
  for (const { inode, name, path } of namedNamespaces()) {
    found.set(inode, { name, path, pid: found.get(inode)?.pid ?? null })
  }
  if (own !== null) found.delete(own)
  const namespaces = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { namespaces: namespaces.slice(0, mostNamespaces), hidden, cut: namespaces.length > mostNamespaces }
}

function namedNamespaces(): { inode: number; name: string; path: string }[] {
  return namedFolders.flatMap((folder) =>
    filesIn(folder).flatMap((name) => {
      const path = `${folder}/${name}`
      const inode = inodeOf(path)
      return inode === null ? [] : [{ inode, name, path }]
    }),
  )
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** An nsfs file carries the number of the namespace as its inode. */
function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino
  } catch {
    return null
  }
}

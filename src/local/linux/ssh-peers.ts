import { readFileSync } from 'node:fs'
import { type Connection, connections } from './connected-peers.ts'
import { ProcFs } from './proc-fs.ts'
import { decodeProcessStat } from './process-stat.ts'

/** As the kernel shows them. `sshd-session` and `sshd-auth`: OpenSSH 9.8 and newer. */
const servers: ReadonlySet<string> = new Set(['sshd', 'sshd-session', 'sshd-auth', 'dropbear', 'dropbearmulti'])
/** IANA. */
const sshPort = 22
/** Deeper nobody starts processes. */
const mostAncestors = 256

export interface SshPeers {
  /** `our own`: the session that we were started in; `all`: which one that is could not be told, or there is none. */
  readonly found: 'our own' | 'all'
  readonly connections: readonly Connection[]
}

/** Who would lose hold of this machine if SSH did: the session that a process belongs to, else everybody's. */
export function sshPeers(pid = process.pid): SshPeers {
  const established = connections(() => true)
  const byInode = new Map(established.map((connection) => [connection.inode, connection]))
  const own = ancestorsOf(pid)
    .filter(({ name }) => servers.has(name))
    .flatMap((server) => connectionsOf(server.pid, byInode))
  // A session from this very machine is one within another, whose server is none of our ancestors.
  if (own.length > 0 && !own.some(isFromHere)) return { found: 'our own', connections: unique(own) }
  const all = new ProcFs().processes().filter((each) => servers.has(statOf(each)?.name ?? ''))
  // Servers whose processes cannot be seen from here (another process namespace) have the usual port.
  const usual = established.filter(({ localPort }) => localPort === sshPort)
  return { found: 'all', connections: unique([...usual, ...all.flatMap((each) => connectionsOf(each, byInode))]) }
}

function isFromHere({ address, local }: Connection): boolean {
  return address === local || address === '::1' || address.startsWith('127.')
}

function ancestorsOf(pid: number): readonly { readonly pid: number; readonly name: string }[] {
  const found: { pid: number; name: string }[] = []
  for (let at = pid; at > 0 && found.length < mostAncestors; ) {
    const stat = statOf(at)
    if (stat === null) break
    found.push({ pid: at, name: stat.name })
    at = stat.parent
  }
  return found
}

function connectionsOf(pid: number, byInode: ReadonlyMap<number, Connection>): readonly Connection[] {
  const procFs = new ProcFs()
  const folder = procFs.openProcess(pid)
  if (folder === null) return []
  const inodes = procFs.sockets(folder, pid) ?? []
  procFs.close(folder)
  return inodes.flatMap((inode) => byInode.get(inode) ?? [])
}

function unique(found: readonly Connection[]): readonly Connection[] {
  return [...new Map(found.map((connection) => [connection.inode, connection])).values()]
}

function statOf(pid: number): ReturnType<typeof decodeProcessStat> {
  try {
    return decodeProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null
  }
}

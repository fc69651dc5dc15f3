import { readFileSync, statSync } from 'node:fs'
import { run } from './exec.ts'
import { namespaceInode } from './namespaces.ts'

/** Ports on which something listens in a namespace, by transport; IPv4 and IPv6 together. */
export interface OpenPorts {
  readonly tcp: ReadonlySet<number>
  readonly udp: ReadonlySet<number>
}

const files = ['tcp', 'tcp6', 'udp', 'udp6']

/** Reads the listening sockets of a namespace; `pid`, when it lives there, saves starting a program for it. */
export async function openPorts(namespace: string, pid?: number): Promise<OpenPorts> {
  const tables = pid !== undefined && livesIn(pid, namespace) ? readTables(pid) : await catTables(namespace)
  return {
    // Socket states as in the kernel's include/net/tcp_states.h: 0A is TCP_LISTEN; an unconnected UDP socket is in 07, TCP_CLOSE.
    tcp: new Set(tables.slice(0, 2).flatMap((table) => localPorts(table, '0A'))),
    udp: new Set(tables.slice(2).flatMap((table) => localPorts(table, '07'))),
  }
}

function livesIn(pid: number, namespace: string): boolean {
  try {
    return statSync(`/proc/${pid}/ns/net`).ino === namespaceInode(namespace)
  } catch {
    return false
  }
}

function readTables(pid: number): string[] {
  return files.map((file) => {
    try {
      return readFileSync(`/proc/${pid}/net/${file}`, 'utf8')
    } catch {
      return '' // it ended, or there is no IPv6
    }
  })
}

async function catTables(namespace: string): Promise<string[]> {
  const script = files.map((file) => `cat /proc/net/${file} 2>/dev/null; echo =`).join('\n')
  const { stdout } = await run('ip', ['netns', 'exec', namespace, 'sh', '-c', script])
  return stdout.split('=\n').slice(0, files.length)
}

/** Columns of proc(5), /proc/net/tcp: `sl: local:PORT remote:PORT st …`, numbers in hexadecimal. */
function localPorts(table: string, state: string): number[] {
  return [...table.matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /gm)]
    .filter((row) => row[2] === state)
    .map((row) => Number.parseInt(row[1] ?? '', 16))
}

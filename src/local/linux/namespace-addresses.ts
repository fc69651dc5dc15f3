import { readFileSync } from 'node:fs'
import type { Listener } from '../../model/listener.ts'
import { decodeFibTrie, decodeIfInet6 } from './own-routes.ts'

/** Addresses of the other network namespaces that these listen in, by the name of the namespace; those that cannot be looked into are left out. */
export function namespaceAddresses(listeners: readonly Listener[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { netns, pid } of listeners) {
    if (netns === null || pid === null || found.has(netns)) continue
    found.set(netns, [...decodeFibTrie(read(pid, 'fib_trie')), ...decodeIfInet6(read(pid, 'if_inet6'))])
  }
  return found
}

/** Nothing when the process is gone, or not ours to see. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/net/${name}`, 'latin1')
  } catch {
    return ''
  }
}

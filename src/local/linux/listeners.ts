import { readFileSync } from 'node:fs'
import { OperationError } from '../../lib/errors.ts'
import { missingLibc, SystemCallError } from '../../libc/library.ts'
import type { Listener } from '../../model/listener.ts'
import type { ListenersOptions, ListenersResult } from '../types.ts'
import { countConnections } from './connections.ts'
import { ContainerNames } from './container-names.ts'
import { describeListener } from './describe.ts'
import { HolderDescriber } from './describe-holder.ts'
import { ExecutableInspector } from './executables.ts'
import { assumeV6only, groupSockets, type SocketGroup } from './groups.ts'
import { findNamespaces, type NetworkNamespace } from './namespaces.ts'
import { Notes } from './notes.ts'
import { packageOwners } from './packages.ts'
import { decodeBootTime } from './process-stat.ts'
import type { HolderMap, SocketHolder } from './processes.ts'
import type { ListeningSocket, SocketSource } from './socket.ts'
import { openNetlinkSource } from './source-netlink.ts'
import { openProcSource } from './source-proc.ts'
import { userNames } from './users.ts'
import { openHolderSearch } from './walk-helper.ts'

/** What the tables of one network namespace say. */
interface NamespaceView {
  /** Null for our own. */
  readonly namespace: NetworkNamespace | null
  readonly groups: readonly SocketGroup[]
  readonly connections: ReadonlyMap<SocketGroup, number>
  readonly devices: ReadonlyMap<number, string | null>
}

/** See `listListeners` in ../listeners.ts. */
export async function listLinuxListeners(options: ListenersOptions): Promise<ListenersResult> {
  const notes = new Notes()
  const { views, holders } = await viewWithHolders(options, notes)
  const inspector = new ExecutableInspector()
  const userName = userNames()
  const describer = new HolderDescriber({
    inspector,
    userName,
    containerNames: new ContainerNames(),
    packages: options.packages === false ? new Map() : await packageOwners(ownPrograms(holders.byInode, inspector)),
    bootSecond: decodeBootTime(textOf('/proc/stat')),
  })
  const known = { holders: holders.byInode, describer, userName }
  const listeners = views.flatMap(({ namespace, groups, connections, devices }) =>
    groups.map((group) =>
      describeListener(group, known, {
        netns: namespace?.name ?? null,
        connections: group.first.transport === 'tcp' ? (connections.get(group) ?? 0) : null,
        device: devices.get(group.first.device) ?? null,
      }),
    ),
  )
  if (missingLibc === null) notes.withoutHolder(listeners.filter(({ pid }) => pid === null).length, holders.hidden)
  return { listeners: listeners.sort(byPlace), notes: notes.lines }
}

async function viewWithHolders(
  options: ListenersOptions,
  notes: Notes,
): Promise<{ views: readonly NamespaceView[]; holders: HolderMap }> {
  if (missingLibc !== null) {
    notes.withoutLibc(missingLibc)
    return { views: viewNamespaces({ ...options, source: 'proc' }, notes), holders: { byInode: new Map(), hidden: 0 } }
  }
  const search = openHolderSearch()
  try {
    const views = viewNamespaces(options, notes)
    return { views, holders: await search.findHolders(inodesOf(views)) }
  } finally {
    search.close()
  }
}

function viewNamespaces(options: ListenersOptions, notes: Notes): NamespaceView[] {
  const views = [viewWithFallback(null, options, notes)]
  if (options.allNetns !== true) return views
  const search = findNamespaces()
  notes.hiddenNamespaces(search.hidden, search.cut)
  for (const namespace of search.namespaces) {
    try {
      views.push(viewWithFallback(namespace, options, notes))
    } catch (error) {
      notes.closedNamespace(namespace.name, error)
    }
  }
  return views
}

function viewWithFallback(namespace: NetworkNamespace | null, options: ListenersOptions, notes: Notes): NamespaceView {
  if (options.source !== 'proc') {
    try {
      return view(namespace, openNetlinkSource(namespace?.path), notes)
    } catch (error) {
      // A namespace that only its name keeps alive has no /proc to read instead.
      if (options.source === 'netlink' || namespace?.pid === null || !(error instanceof SystemCallError)) throw error
      notes.fellBack(error)
    }
  }
  return view(namespace, procSource(namespace), notes)
}

function procSource(namespace: NetworkNamespace | null): SocketSource {
  if (namespace === null) return openProcSource()
  if (namespace.pid !== null) return openProcSource(namespace.pid)
  throw new OperationError('no process is in it, so /proc does not show its sockets')
}

function view(namespace: NetworkNamespace | null, source: SocketSource, notes: Notes): NamespaceView {
  try {
    const sockets = source.tellsAll ? source.listening() : assumed(source.listening(), notes)
    const groups = groupSockets(sockets)
    const ports = new Set<number>()
    const devices = new Set<number>()
    for (const { transport, port, device } of sockets) {
      if (transport === 'tcp') ports.add(port)
      if (device !== 0) devices.add(device)
    }
    return {
      namespace,
      groups,
      connections: countConnections(groups, ports.size === 0 ? [] : source.established(ports)),
      devices: new Map([...devices].map((device) => [device, source.deviceName(device)])),
    }
  } finally {
    source.close()
  }
}

function assumed(sockets: readonly ListeningSocket[], notes: Notes): ListeningSocket[] {
  if (sockets.some(({ address }) => address === '::')) notes.assumedDualStack()
  return assumeV6only(sockets, textOf('/proc/sys/net/ipv6/bindv6only').trim() === '1')
}

/** Program files of holders that are files of ours as well, and so may belong to a package. */
function ownPrograms(holders: HolderMap['byInode'], inspector: ExecutableInspector): Set<string> {
  const oldest = new Set<SocketHolder>()
  for (const list of holders.values()) oldest.add(list[0]!)
  const states = [...oldest].map((holder) => inspector.inspect(holder))
  return new Set(states.flatMap((state) => (state?.ours ? [state.path] : [])))
}

function inodesOf(views: readonly NamespaceView[]): Set<number> {
  const inodes = new Set<number>()
  for (const { groups } of views) {
    for (const { sockets } of groups) for (const { inode } of sockets) inodes.add(inode)
  }
  inodes.delete(0)
  return inodes
}

/** Empty when the file cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function byPlace(a: Listener, b: Listener): number {
  return (
    compare(a.netns ?? '', b.netns ?? '') ||
    a.port - b.port ||
    compare(a.transport, b.transport) ||
    compare(a.address, b.address)
  )
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

import type { Listener } from '../../model/listener.ts'
import { bindOf, isDualStack } from './bind.ts'
import type { HolderDescriber } from './describe-holder.ts'
import { acceptQueueOf, type SocketGroup } from './groups.ts'
import { byAge, type SocketHolder } from './processes.ts'
import { isLinkLocal } from './socket-address.ts'

/** What is known beside the socket itself. */
export interface Known {
  readonly holders: ReadonlyMap<number, readonly SocketHolder[]>
  readonly describer: HolderDescriber
  readonly userName: (uid: number) => string
}

/** What the socket's network namespace says of it. */
export interface Place {
  readonly netns: string | null
  readonly connections: number | null
  readonly device: string | null
}

/** One line of the inside view: the socket, its oldest holder, and all of its holders. */
export function describeListener(group: SocketGroup, known: Known, place: Place): Listener {
  const { first } = group
  const { oldest, processes } = known.describer.describeAll(holdersOf(group, known.holders))
  return {
    transport: first.transport,
    address: place.device !== null && isLinkLocal(first.address) ? `${first.address}%${place.device}` : first.address,
    port: first.port,
    bind: bindOf(first, place.device),
    interface: place.device,
    ...(place.device !== null && isDualStack(first) && { dualStack: true }),
    pid: oldest?.record.pid ?? null,
    process: oldest?.record.name ?? null,
    executable: oldest?.record.executable ?? null,
    executableFacts: oldest?.executableFacts ?? null,
    command: oldest?.record.command ?? null,
    // Without a process that we may see, the socket itself still says whose it is.
    user: oldest === null ? known.userName(first.uid) : oldest.record.user,
    unit: oldest?.unit ?? null,
    container: oldest?.container ?? null,
    netns: place.netns,
    connections: place.connections,
    acceptQueue: acceptQueueOf(group),
    since: oldest?.since ?? null,
    processes,
  }
}

const nobody: readonly SocketHolder[] = []

/** Every holder of any socket of the group, once, oldest first. */
function holdersOf(group: SocketGroup, byInode: Known['holders']): readonly SocketHolder[] {
  if (group.sockets.length === 1) return byInode.get(group.first.inode) ?? nobody
  const holders = new Set(group.sockets.flatMap(({ inode }) => byInode.get(inode) ?? []))
  return [...holders].sort(byAge)
}

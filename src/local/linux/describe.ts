import type { ExecutableFacts, Holder, Listener } from '../../model/listener.ts'
import { bindOf } from './bind.ts'
import { containerOf, decodeCgroups, unitOf } from './cgroup.ts'
import type { ContainerNames } from './container-names.ts'
import type { ExecutableInspector } from './executables.ts'
import { acceptQueueOf, type SocketGroup } from './groups.ts'
import { maskCommandLine } from './masking.ts'
import type { PackageOwners } from './packages.ts'
import { startInstant } from './process-stat.ts'
import { byAge, type SocketHolder } from './processes.ts'
import { isLinkLocal } from './socket-address.ts'

/** What is known of the machine while listeners are described. */
export interface Surroundings {
  readonly holders: ReadonlyMap<number, readonly SocketHolder[]>
  readonly inspector: ExecutableInspector
  readonly containerNames: ContainerNames
  readonly userName: (uid: number) => string
  /** Package by path, null for none; empty when no database was asked. */
  readonly packages: PackageOwners
  /** Second of the boot since 1970; null when unknown. */
  readonly bootSecond: number | null
}

/** What the socket's network namespace says of it. */
export interface Place {
  readonly netns: string | null
  readonly connections: number | null
  readonly device: string | null
}

/** One line of the inside view: the socket, its oldest holder, and all of its holders. */
export function describeListener(group: SocketGroup, surroundings: Surroundings, place: Place): Listener {
  const { first } = group
  const holders = holdersOf(group, surroundings.holders)
  const oldest = holders[0]
  const processes = holders.map((holder) => describeHolder(holder, surroundings))
  const [holder] = processes
  const cgroups = decodeCgroups(oldest?.cgroup ?? '')
  const container = containerOf(cgroups)
  return {
    transport: first.transport,
    address: isLinkLocal(first.address) && place.device !== null ? `${first.address}%${place.device}` : first.address,
    port: first.port,
    bind: bindOf(first, place.device),
    interface: place.device,
    pid: holder?.pid ?? null,
    process: holder?.name ?? null,
    executable: holder?.executable ?? null,
    executableFacts: oldest === undefined ? null : factsOf(oldest, surroundings),
    command: holder?.command ?? null,
    // Without a process that we may see, the socket itself still says whose it is.
    user: holder === undefined ? surroundings.userName(first.uid) : holder.user,
    unit: unitOf(cgroups[0] ?? '')?.name ?? null,
    container: container === null ? null : surroundings.containerNames.name(container),
    netns: place.netns,
    connections: place.connections,
    acceptQueue: acceptQueueOf(group),
    since:
      oldest === undefined || surroundings.bootSecond === null
        ? null
        : startInstant(surroundings.bootSecond, oldest.startTicks),
    processes,
  }
}

/** Every holder of any socket of the group, once, oldest first. */
function holdersOf(group: SocketGroup, byInode: Surroundings['holders']): readonly SocketHolder[] {
  if (group.sockets.length === 1) return byInode.get(group.first.inode) ?? []
  const holders = new Set(group.sockets.flatMap(({ inode }) => byInode.get(inode) ?? []))
  return [...holders].sort(byAge)
}

function describeHolder(holder: SocketHolder, { inspector, userName }: Surroundings): Holder {
  return {
    pid: holder.pid,
    name: holder.name,
    executable: inspector.inspect(holder)?.path ?? null,
    command: holder.commandLine.length === 0 ? null : maskCommandLine(holder.commandLine),
    user: holder.uid === null ? null : userName(holder.uid),
  }
}

function factsOf(holder: SocketHolder, { inspector, packages }: Surroundings): ExecutableFacts | null {
  const state = inspector.inspect(holder)
  if (state === null) return null
  // A deleted file and one in a container's own root are not the one that our database knows by this path.
  const owner = state.ours ? packages.get(state.path) : undefined
  return {
    deleted: state.deleted,
    worldWritable: state.worldWritable,
    package: owner ?? null,
    outsidePackage: owner === undefined ? null : owner === null,
  }
}

import { basename } from 'node:path'
import type { Container, ExecutableFacts, Holder } from '../../model/listener.ts'
import { containerOf, decodeCgroups, unitOf } from './cgroup.ts'
import type { ContainerNames } from './container-names.ts'
import type { ExecutableInspector } from './executables.ts'
import { maskCommandLine } from './masking.ts'
import type { PackageOwners } from './package-database.ts'
import { startInstant } from './process-stat.ts'
import type { SocketHolder } from './processes.ts'

/** What is known of the machine while holders are described. */
export interface Surroundings {
  readonly inspector: ExecutableInspector
  readonly containerNames: ContainerNames
  readonly userName: (uid: number) => string
  /** Package by path, null for none; empty when no database was asked. */
  readonly packages: PackageOwners
  /** Second of the boot since 1970; null when unknown. */
  readonly bootSecond: number | null
}

/** All that is told of a process beside its sockets. */
export interface HolderDescription {
  readonly record: Holder
  readonly executableFacts: ExecutableFacts | null
  readonly unit: string | null
  readonly container: Container | null
  readonly since: string | null
}

interface Owner {
  readonly unit: string | null
  readonly container: Container | null
}

/**
 * Node since 23 names its threads, the main one too, so that the kernel calls every such process MainThread.
 * That says nothing; the program does.
 */
function processName(name: string, executable: string | null): string {
  return name === 'MainThread' && executable !== null ? basename(executable) : name
}

/** The holders of one socket. */
export interface HoldersDescription {
  readonly oldest: HolderDescription | null
  readonly processes: Holder[]
}

/** Describes each process once, however many sockets it holds, and each control group once. */
export class HolderDescriber {
  readonly #surroundings: Surroundings
  readonly #known = new Map<SocketHolder, HolderDescription>()
  /** Sockets of one process have the very same list. */
  readonly #lists = new Map<readonly SocketHolder[], HoldersDescription>()
  readonly #owners = new Map<string, Owner>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  describeAll(holders: readonly SocketHolder[]): HoldersDescription {
    let description = this.#lists.get(holders)
    if (description === undefined) {
      const each = holders.map((holder) => this.#descriptionOf(holder))
      description = { oldest: each[0] ?? null, processes: each.map(({ record }) => record) }
      this.#lists.set(holders, description)
    }
    return description
  }

  #descriptionOf(holder: SocketHolder): HolderDescription {
    let description = this.#known.get(holder)
    if (description === undefined) {
      description = this.#describe(holder)
      this.#known.set(holder, description)
    }
    return description
  }

  #describe(holder: SocketHolder): HolderDescription {
    const { inspector, userName, bootSecond } = this.#surroundings
    const executable = inspector.inspect(holder)?.path ?? null
    const record: Holder = {
      pid: holder.pid,
      name: processName(holder.name, executable),
      executable,
      command: holder.commandLine.length === 0 ? null : maskCommandLine(holder.commandLine),
      user: holder.uid === null ? null : userName(holder.uid),
    }
    return {
      record,
      executableFacts: this.#factsOf(holder),
      ...this.#ownerOf(holder.cgroup),
      since: bootSecond === null ? null : startInstant(bootSecond, holder.startTicks),
    }
  }

  #factsOf(holder: SocketHolder): ExecutableFacts | null {
    const { inspector, packages } = this.#surroundings
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

  // A port that Docker publishes is held by docker-proxy, which runs outside of the container that it serves and names
  // it by an address only (-container-ip). Addresses of other namespaces are not read, so such a line has no container.
  #ownerOf(cgroup: string): Owner {
    let owner = this.#owners.get(cgroup)
    if (owner === undefined) {
      const paths = decodeCgroups(cgroup)
      const container = containerOf(paths)
      owner = {
        unit: unitOf(paths[0] ?? '')?.name ?? null,
        container: container === null ? null : this.#surroundings.containerNames.name(container),
      }
      this.#owners.set(cgroup, owner)
    }
    return owner
  }
}

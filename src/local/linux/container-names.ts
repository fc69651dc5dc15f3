import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import type { Container } from '../../model/listener.ts'
import type { ContainerRef } from './cgroup.ts'
import { nameInDockerConfig, nameInOciConfig, nameInPodmanList } from './container-files.ts'

/** Files of the engines are a few kilobytes; podman's list grows with the number of containers. */
const longestFile = 8 * 1024 * 1024

interface Kept {
  readonly file: string
  readonly nameIn: (text: string, id: string) => string | null
}

/** Finds the names of containers in the files that their engines keep: no daemon is asked, none needs to run. */
export class ContainerNames {
  readonly #names = new Map<string, string | null>()
  #podmanHomes: readonly string[] | undefined

  name(container: ContainerRef): Container {
    const known = this.#names.get(container.id)
    const name = known !== undefined ? known : this.#find(container)
    this.#names.set(container.id, name)
    return { ...container, name }
  }

  #find({ engine, id }: ContainerRef): string | null {
    // These are named, not numbered.
    if (engine === 'lxc' || engine === 'systemd-nspawn') return id
    for (const { file, nameIn } of this.#filesOf(id)) {
      const text = contentOf(file)
      const name = text === null ? null : nameIn(text, id)
      if (name !== null) return name
    }
    return null
  }

  #filesOf(id: string): Kept[] {
    this.#podmanHomes ??= podmanHomes()
    return [
      { file: `/var/lib/docker/containers/${id}/config.v2.json`, nameIn: nameInDockerConfig },
      { file: `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/config.json`, nameIn: nameInOciConfig },
      { file: `/run/containerd/io.containerd.runtime.v2.task/default/${id}/config.json`, nameIn: nameInOciConfig },
      { file: `/run/containers/storage/overlay-containers/${id}/userdata/config.json`, nameIn: nameInOciConfig },
      ...this.#podmanHomes.map((home) => ({
        file: `${home}/overlay-containers/containers.json`,
        nameIn: nameInPodmanList,
      })),
    ]
  }
}

/** Storage of the system and of each user (containers-storage.conf(5)). */
function podmanHomes(): string[] {
  const users = new Set(['/root', homedir(), ...foldersIn('/home').map((name) => `/home/${name}`)])
  return ['/var/lib/containers/storage', ...[...users].map((user) => `${user}/.local/share/containers/storage`)]
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, 1000)
  } catch {
    return []
  }
}

/** Null when it cannot be read, or is not a file of a size that we look for. */
function contentOf(path: string): string | null {
  try {
    // A user may have put a pipe there, on which an opening would wait for good.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const status = fstatSync(fd)
      return status.isFile() && status.size <= longestFile ? readFileSync(fd, 'utf8') : null
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}

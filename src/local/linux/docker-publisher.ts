import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Endpoint } from '../../model/change.ts'
import type { Listener } from '../../model/listener.ts'
import { type PublishingContainer, publisherIn } from './docker-ports.ts'

const folder = '/var/lib/docker/containers'
/** A container's file is a few kilobytes. */
const longestFile = 8 * 1024 * 1024
const mostContainers = 10_000

export interface Publisher extends Omit<PublishingContainer, 'name' | 'containerPort'> {
  readonly engine: 'docker' | 'podman'
  /** Its name, or a word that stands for it. */
  readonly container: string
  readonly containerPort: number | null
}

/** Who listens for what Docker publishes, where anybody does: its proxy, or the engine itself to keep the port. */
const holders: readonly (string | null)[] = ['docker-proxy', 'dockerd', null]

/** The container that publishes a port, with or without a proxy that listens for it; null for none. */
export function publisherOf(listener: Listener | null, endpoint: Endpoint): Publisher | null {
  const isDockers = listener === null || holders.includes(listener.process)
  for (const id of isDockers ? containerIds() : []) {
    const found = publisherIn(contentOf(`${folder}/${id}/config.v2.json`), endpoint)
    if (found !== null) return { engine: 'docker', container: found.name, ...found }
  }
  const unknown = { container: 'CONTAINER', containerPort: null, composeFile: null, composeService: null }
  if (listener?.process === 'docker-proxy') return { engine: 'docker', ...unknown }
  // What podman publishes is held by its monitor, or by the helper of users without rights.
  return listener?.process === 'conmon' || listener?.process === 'rootlessport'
    ? { engine: 'podman', ...unknown }
    : null
}

function containerIds(): readonly string[] {
  try {
    return readdirSync(folder).slice(0, mostContainers)
  } catch {
    return []
  }
}

function contentOf(path: string): string {
  try {
    return statSync(path).size <= longestFile ? readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}

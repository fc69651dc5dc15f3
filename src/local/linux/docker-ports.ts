// decodes foreign bytes
import { fieldOf, parseJson } from '../../lib/json.ts'
import type { Endpoint } from '../../model/change.ts'

/** A container that publishes a port. */
export interface PublishingContainer {
  readonly name: string
  readonly containerPort: number
  /** Labels of Docker Compose (compose-spec/compose-go, labels.go); null for a container of another making. */
  readonly composeFile: string | null
  readonly composeService: string | null
}

/** Longer than any path or name. */
const longest = 4096

/** Addresses that stand for all. */
const wildcards: readonly unknown[] = ['', '0.0.0.0', '::', undefined]

/**
 * What Docker's config.v2.json (moby container/container.go) says of a port of this machine; null when the container does not publish it there, or does not run.
 * Never throws.
 */
export function publisherIn(text: string, { address, transport, port }: Endpoint): PublishingContainer | null {
  const config = parseJson(text)
  if (fieldOf(fieldOf(config, 'State'), 'Running') === false) return null
  const isHere = (binding: unknown) =>
    fieldOf(binding, 'HostPort') === `${port}` &&
    (wildcards.includes(address) || [...wildcards, address].includes(fieldOf(binding, 'HostIp')))
  const name = word(fieldOf(config, 'Name'))?.replace(/^\//, '')
  const ports = fieldOf(fieldOf(config, 'NetworkSettings'), 'Ports')
  if (!name || typeof ports !== 'object' || ports === null) return null
  const entry = Object.entries(ports).find(
    ([key, bindings]) => key.endsWith(`/${transport}`) && Array.isArray(bindings) && bindings.some(isHere),
  )
  const containerPort = Number.parseInt(entry?.[0] ?? '', 10)
  if (!(containerPort >= 1 && containerPort <= 65_535)) return null
  const labels = fieldOf(fieldOf(config, 'Config'), 'Labels')
  const files = word(fieldOf(labels, 'com.docker.compose.project.config_files'))
  return {
    name,
    containerPort,
    composeFile: files?.split(',').find((file) => file.startsWith('/')) ?? null,
    composeService: word(fieldOf(labels, 'com.docker.compose.service')),
  }
}

function word(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : null
}

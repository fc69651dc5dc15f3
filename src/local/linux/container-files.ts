// decodes foreign bytes
import { fieldOf, parseJson } from '../../lib/json.ts'

/** Longer than any engine allows. */
const longestName = 256

/** Name in Docker's config.v2.json (moby container/container.go: `Name`, with a slash before it). Never throws. */
export function nameInDockerConfig(text: string): string | null {
  const name = nameOf(fieldOf(parseJson(text), 'Name'))
  return nameOf(name?.replace(/^\//, ''))
}

/** Name in the list that podman's storage keeps: [{id, names: []}] (containers/storage containers.go). Never throws. */
export function nameInPodmanList(text: string, id: string): string | null {
  const list = parseJson(text)
  if (!Array.isArray(list)) return null
  const names: unknown = fieldOf(
    list.find((entry: unknown) => fieldOf(entry, 'id') === id),
    'names',
  )
  return Array.isArray(names) ? nameOf(names[0]) : null
}

/**
 * Kubernetes name in the annotations of an OCI config.json, as `pod/container`: those of containerd
 * (internal/cri/annotations), then those of CRI-O (pkg/annotations); else nerdctl's own name. Never throws.
 */
export function nameInOciConfig(text: string): string | null {
  const annotations = fieldOf(parseJson(text), 'annotations')
  const container = nameOf(
    fieldOf(annotations, 'io.kubernetes.cri.container-name') ?? fieldOf(annotations, 'io.kubernetes.container.name'),
  )
  if (container === null) return nameOf(fieldOf(annotations, 'nerdctl/name'))
  const pod = nameOf(
    fieldOf(annotations, 'io.kubernetes.cri.sandbox-name') ?? fieldOf(annotations, 'io.kubernetes.pod.name'),
  )
  return pod === null ? container : `${pod}/${container}`
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longestName ? value : null
}

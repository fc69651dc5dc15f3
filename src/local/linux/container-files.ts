// decodes foreign bytes

/** Longer than any engine allows. */
const longestName = 256

/** Name in Docker's config.v2.json (moby container/container.go: `Name`, with a slash before it). Never throws. */
export function nameInDockerConfig(text: string): string | null {
  const name = nameOf(field(parse(text), 'Name'))
  return nameOf(name?.replace(/^\//, ''))
}

/** Name in the list that podman's storage keeps: [{id, names: []}] (containers/storage containers.go). Never throws. */
export function nameInPodmanList(text: string, id: string): string | null {
  const list = parse(text)
  if (!Array.isArray(list)) return null
  const names: unknown = field(
    list.find((entry: unknown) => field(entry, 'id') === id),
    'names',
  )
  return Array.isArray(names) ? nameOf(names[0]) : null
}

/**
 * Kubernetes name in the annotations of an OCI config.json, as `pod/container`: those of containerd
 * (internal/cri/annotations), then those of CRI-O (pkg/annotations); else nerdctl's own name. Never throws.
 */
export function nameInOciConfig(text: string): string | null {
  const annotations = field(parse(text), 'annotations')
  const container = nameOf(
    field(annotations, 'io.kubernetes.cri.container-name') ?? field(annotations, 'io.kubernetes.container.name'),
  )
  if (container === null) return nameOf(field(annotations, 'nerdctl/name'))
  const pod = nameOf(
    field(annotations, 'io.kubernetes.cri.sandbox-name') ?? field(annotations, 'io.kubernetes.pod.name'),
  )
  return pod === null ? container : `${pod}/${container}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longestName ? value : null
}

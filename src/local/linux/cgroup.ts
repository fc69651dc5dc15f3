// decodes foreign bytes
import type { ContainerEngine } from '../../model/unions.ts'

/** The systemd unit that a process belongs to. */
export interface Unit {
  /** As systemctl takes it: `foo@a\x2db.service`. */
  readonly id: string
  /** As a person reads it: `foo@a-b.service`. */
  readonly name: string
  /** Whose service manager runs it: null for the system's, else the user's number. */
  readonly manager: number | null
}

export interface ContainerRef {
  readonly engine: ContainerEngine
  readonly id: string
}

/** More lines and longer ones than any kernel writes (one per v1 hierarchy, PATH_MAX each). */
const mostLines = 64
const longestPath = 4096

/**
 * Paths of /proc/<pid>/cgroup (cgroups(7)), the one that systemd keeps first: that of the named v1 hierarchy, else that
 * of v2. Never throws.
 */
export function decodeCgroups(text: string): string[] {
  const paths: { rank: number; path: string }[] = []
  for (const line of text.split('\n', mostLines)) {
    const [hierarchy, controllers, ...rest] = line.split(':')
    if (hierarchy === undefined || controllers === undefined || rest.length === 0) continue
    const path = rest.join(':').slice(0, longestPath)
    paths.push({ rank: controllers === 'name=systemd' ? 0 : hierarchy === '0' ? 1 : 2, path })
  }
  return paths.sort((a, b) => a.rank - b.rank).map(({ path }) => path)
}

/** The container that a process runs in, from the first path that tells of one; null for none. */
export function containerOf(paths: readonly string[]): ContainerRef | null {
  for (const path of paths) {
    for (const { pattern, engine } of containerPatterns) {
      const id = pattern.exec(path)?.[1]
      if (id !== undefined) return { engine, id: unescapeUnit(id) }
    }
  }
  return null
}

// Names that the engines give to the control groups of their containers. An id is 64 hexadecimal digits.
// Sources: moby daemon/daemon_unix.go, containers/podman libpod/oci_conmon_linux.go, cri-o and containerd cgroup
// naming in kubernetes pkg/kubelet/cm, lxc src/lxc/cgroups/cgfsng.c, systemd-nspawn(1).
const containerPatterns: readonly { readonly pattern: RegExp; readonly engine: ContainerEngine }[] = [
  { engine: 'podman', pattern: /\/libpod-(?:payload-)?([0-9a-f]{64})(?:\.scope)?(?:\/|$)/ },
  { engine: 'cri-o', pattern: /\/crio-([0-9a-f]{64})(?:\.scope)?(?:\/|$)/ },
  { engine: 'containerd', pattern: /[/:](?:cri-containerd|nerdctl)[-:]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/ },
  { engine: 'docker', pattern: /\/docker[-/]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/ },
  // Amazon ECS puts Docker's containers below its tasks.
  { engine: 'docker', pattern: /\/ecs\/(?:[^/]{1,255}\/){1,2}([0-9a-f]{64})(?:\/|$)/ },
  { engine: 'lxc', pattern: /\/lxc(?:\.payload[./]|\/)([^/]{1,255})(?:\/|$)/ },
  { engine: 'systemd-nspawn', pattern: /\/systemd-nspawn@([^/]{1,255})\.service(?:\/|$)/ },
  // Machines that systemd-machined keeps, but not those of libvirt (machine-qemu\x2d1\x2dname.scope).
  { engine: 'systemd-nspawn', pattern: /\/machine-((?!(?:qemu|lxc)\\x2d)[^/]{1,255})\.scope(?:\/|$)/ },
  // The cgroupfs drivers (Kubernetes: /kubepods/burstable/pod…/id; docker --cgroup-parent) do not say which engine.
  { engine: 'unknown', pattern: /\/([0-9a-f]{64})(?:\/|$)/ },
]

const userManager = /^user@(\d{1,10})\.service$/
const unitName = /\.(?:service|scope)$/
const containerScope = /^(?:docker|libpod|libpod-conmon|cri-containerd|crio|nerdctl)-[0-9a-f]{64}\.scope$/

/**
 * The unit that a process belongs to: the first component under the slices, as systemd itself reads the path
 * (cg_path_decode_unit, src/basic/cgroup-util.c); below a user's manager, that manager's unit. A scope that is only a
 * container's own group is no unit that anyone starts or stops: null.
 */
export function unitOf(path: string): Unit | null {
  const components = path.split('/').filter((component) => component !== '' && !component.endsWith('.slice'))
  const [first, second] = components
  const owner = first === undefined ? null : userManager.exec(first)
  if (owner !== null && second !== undefined) {
    const inner = unit(second, Number(owner[1]))
    if (inner !== null) return inner
  }
  return first === undefined ? null : unit(first, null)
}

function unit(component: string, manager: number | null): Unit | null {
  // A leading underscore keeps names apart from the kernel's own files (cg_escape).
  const id = component.startsWith('_') ? component.slice(1) : component
  if (!unitName.test(id) || containerScope.test(id) || id.length > 255) return null
  return { id, name: unescapeUnit(id), manager }
}

/** Turns `\x2d` into the byte that it stands for (systemd-escape(1)); a slash, which is written `-`, stays so. */
export function unescapeUnit(text: string): string {
  if (!text.includes('\\x')) return text
  const bytes = Buffer.from(
    text
      .replace(/[^\0-\x7f]/gu, (character) => Buffer.from(character).toString('latin1'))
      .replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  return bytes.toString()
}

import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import type { ProductMatch } from '../web-product.ts'

/** Programs of the Prometheus family tell what they are by a metric of this name (prometheus/common: version/info.go). */
const buildInfo = linear(String.raw`^(\w+)_build_info\{(?:[^}]*,)?version="([^"]+)"[^}]*\} 1`, 'm')
const goInfo = linear(String.raw`^go_info\{version="go([\d.]+)"\}`, 'm')
/** Of the node exporter: what /etc/os-release says. */
const osName = linear(String.raw`^node_os_info\{[^}]*pretty_name="([^"]+)"`, 'm')

/** What a page of metrics (`# HELP …`) shows of the program that made it; null when it is none. */
export function programIn(metrics: string): ProductMatch | null {
  if (!/^# (?:HELP|TYPE) /m.test(metrics)) return null
  const kubelet = kubeletIn(metrics)
  if (kubelet !== null) return kubelet
  const groups = buildInfo.exec(lineOf(metrics.replace(/^go_build_info\{.*$/m, ''), '_build_info{'))
  return {
    product: groups?.[1] === undefined ? undefined : productOf(groups[1]),
    version: groups?.[2],
    os: osName.exec(lineOf(metrics, 'node_os_info{'))?.[1],
    facts: { metrics: true, goVersion: goInfo.exec(lineOf(metrics, 'go_info{'))?.[1] },
  }
}

const kubernetesVersion = linear(String.raw`^kubernetes_build_info\{[^}]*git_version="v?([^"]+)"`)

/** Those of Kubernetes have a metric of the same name each; a kubelet is known by what only it counts. */
function kubeletIn(metrics: string): ProductMatch | null {
  if (!metrics.includes('# TYPE kubelet_')) return null
  const version = kubernetesVersion.exec(lineOf(metrics, 'kubernetes_build_info{'))?.[1]
  return {
    product: 'kubelet',
    vendor: 'Kubernetes',
    version,
    cpe: [cpe('a', 'kubernetes', 'kubernetes', version)],
    facts: { metrics: true },
  }
}

/** The line in which this stands first: patterns look at no more than the beginning of a text. */
function lineOf(metrics: string, word: string): string {
  const at = metrics.indexOf(word)
  const start = metrics.lastIndexOf('\n', at) + 1
  return at < 0 ? '' : metrics.slice(start, start + 2_000)
}

/** `node_exporter`: the words of its page are `Node Exporter`. */
function productOf(name: string): string {
  const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return words.join(' ')
}

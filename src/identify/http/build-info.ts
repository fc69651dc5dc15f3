import { linear } from '../pattern.ts'
import type { ProductMatch } from '../web-product.ts'

/** Programs of the Prometheus family tell what they are by a metric of this name (prometheus/common: version/info.go). */
const buildInfo = linear(String.raw`^(\w+)_build_info\{[^}]*version="([^"]+)"[^}]*\} 1`, 'm')
const goInfo = linear(String.raw`^go_info\{version="go([\d.]+)"\}`, 'm')

/** What a page of metrics (`# HELP …`) shows of the program that made it; null when it is none. */
export function programIn(metrics: string): ProductMatch | null {
  if (!/^# (?:HELP|TYPE) /m.test(metrics)) return null
  const at = metrics.indexOf('_build_info{')
  const line = at < 0 ? '' : metrics.slice(metrics.lastIndexOf('\n', at) + 1, at + 2_000)
  const groups = buildInfo.exec(line)
  return {
    product: groups?.[1] === undefined ? undefined : productOf(groups[1]),
    version: groups?.[2],
    facts: { metrics: true, goVersion: goInfo.exec(goLine(metrics))?.[1] },
  }
}

const goLine = (metrics: string) => {
  const at = metrics.indexOf('go_info{')
  return at < 0 ? '' : metrics.slice(at, at + 60)
}

/** `node_exporter`: the words of its page are `Node Exporter`. */
function productOf(name: string): string {
  const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return words.join(' ')
}

import { loadConfig } from '../config/load.ts'
import { nearest } from '../config/nearest.ts'
import { UsageError } from '../lib/errors.ts'
import type { PortKnowledge } from '../targets/port-knowledge.ts'
import { type ResolvedTargets, resolveTargets } from '../targets/resolve.ts'
import type { ScanOptions } from './options.ts'

/** Throws UsageError. */
export async function readTargets(options: ScanOptions): Promise<ResolvedTargets> {
  const words = options.targets
  const files = options.targetFiles ?? []
  if (words.length === 0 && files.length === 0) {
    throw new UsageError(
      'no target: name an address, network, range, host name or self, such as 192.0.2.10 or 10.0.0.0/24',
    )
  }
  const [config, knowledge] = await Promise.all([loadConfig(options.config), knowledgeFor(options.ports)])
  return resolveTargets({
    words,
    files,
    exclude: options.exclude ?? [],
    excludeFiles: options.excludeFiles ?? [],
    ports: options.ports,
    transports: { tcp: options.tcp ?? false, udp: options.udp ?? false },
    family: options.family,
    defaultExcludes: options.defaultExcludes ?? true,
    scope: config?.scope,
    knowledge,
  })
}

/** Plain numbers need no catalogue, which takes longer to load than many a scan. */
async function knowledgeFor(ports: string | undefined): Promise<PortKnowledge> {
  if (ports !== undefined && /^[\dTU:,-]+$/.test(ports)) return noKnowledge
  const [{ portKnowledge }, { nearNames }] = await Promise.all([
    import('../knowledge/lookup.ts'),
    import('../assess/near-names.ts'),
  ])
  const { topPorts, topPortsAvailable } = portKnowledge
  return {
    ...portKnowledge,
    topPorts: (transport, n) => topPorts(transport, Math.min(n, topPortsAvailable(transport))),
    wordsLike(word, presets) {
      const preset = nearest(word, presets)
      return preset === undefined ? nearNames(word) : [preset]
    },
  }
}

/** For ports that are plain numbers. */
export const noKnowledge: PortKnowledge = {
  topPorts: () => [],
  portsByName: () => [],
  portsInCategory: () => [],
  wordsLike: () => [],
}

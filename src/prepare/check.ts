import { readFirewall } from '../local/firewalls/read-firewall.ts'
import { namespaceAddresses } from '../local/linux/namespace-addresses.ts'
import { interfaceAddresses } from '../local/own-addresses.ts'
import type { ListenersResult } from '../local/types.ts'
import type { Listener } from '../model/listener.ts'
import type { CheckRequest } from '../pipeline.ts'
import { paceNamed } from '../probe/pacing/pace.ts'
import type { OwnAddress } from '../reconcile/own-addresses.ts'
import { resolveTargets } from '../targets/resolve.ts'
import { engineToCheck } from './engine.ts'
import { planDefaults } from './plan.ts'
import { noKnowledge } from './targets.ts'

export interface PreparedCheck {
  readonly request: CheckRequest
  readonly portSpecification: { readonly tcp: string; readonly udp: string }
  readonly portCounts: { readonly tcp: number; readonly udp: number }
  /** What a reader must know of the inside view; complete once the check has run. */
  notes(): readonly string[]
}

/**
 * A check of this machine: all TCP ports, the well-known UDP ports and every UDP port that is listened on, of every
 * own address. No scope applies, because nothing leaves the machine.
 */
export async function prepareCheck(
  before: ListenersResult,
  listAgain: () => Promise<ListenersResult>,
  vantages: Pick<CheckRequest, 'source' | 'outside' | 'lookFrom'>,
): Promise<PreparedCheck> {
  const { wellKnownUdpPorts } = await import('../knowledge/lookup.ts')
  const own = ownAddresses(before.listeners)
  const udp = new Set([...wellKnownUdpPorts(), ...before.listeners.filter(isOwnUdp).map(({ port }) => port)])
  const targets = await resolveTargets({
    words: own.map(({ address }) => address),
    files: [],
    exclude: [],
    excludeFiles: [],
    ports: `T:1-65535,U:${[...udp].sort((a, b) => a - b).join(',')}`,
    transports: { tcp: true, udp: true },
    family: undefined,
    defaultExcludes: true,
    scope: undefined,
    knowledge: noKnowledge,
  })
  let notes: readonly string[] = before.notes
  const listListeners = async () => {
    const after = await listAgain()
    notes = after.notes
    return { listeners: after.listeners, namespaces: namespaceAddresses(after.listeners) }
  }
  const plan = { ...planDefaults(targets), pace: paceNamed('default') }
  const scan = { engine: engineToCheck(), plan, hostnames: targets.hostnames, notes: targets.notes }
  return {
    request: { scan, own, listListeners, readFirewall, ...vantages },
    portSpecification: targets.portSpecification,
    portCounts: targets.portCounts,
    notes: () => notes,
  }
}

/** Addresses on interfaces, and loopback addresses that only a listener shows (127.0.0.53). */
function ownAddresses(listeners: readonly Listener[]): OwnAddress[] {
  const own = interfaceAddresses()
  const known = new Set(own.map(({ address }) => address))
  const shown = listeners.filter(
    ({ bind, netns, address }) => bind === 'loopback' && netns === null && !known.has(address),
  )
  const extra = [...new Set(shown.map(({ address }) => address))]
  return [...own, ...extra.map((address) => ({ address, interface: 'lo' }))]
}

function isOwnUdp({ transport, netns }: Listener): boolean {
  return transport === 'udp' && netns === null
}

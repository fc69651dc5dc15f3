import { networkInterfaces } from 'node:os'
import { type Address, formatAddress } from '../lib/address.ts'
import { countNumbers } from '../lib/intervals.ts'
import { readFirewall } from '../local/firewalls/read-firewall.ts'
import { namespaceAddresses } from '../local/linux/namespace-addresses.ts'
import { interfaceAddresses } from '../local/own-addresses.ts'
import type { ListenersResult } from '../local/types.ts'
import type { Listener } from '../model/listener.ts'
import type { CheckRequest } from '../pipeline.ts'
import { paceNamed } from '../probe/pacing/pace.ts'
import type { OwnAddress } from '../reconcile/own-addresses.ts'
import { hostEnvironment } from '../targets/environment.ts'
import { portList, portText } from '../targets/port-list.ts'
import { type ResolvedTargets, resolveTargets } from '../targets/resolve.ts'
import { type AskedEndpoints, askedPorts, isOfFamily, type ProbedPorts, probedPorts, refuseForeign } from './asked.ts'
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
 * own address. No scope applies, because nothing leaves the machine. Throws UsageError.
 * @param asked only these endpoints; none: all
 */
export async function prepareCheck(
  before: ListenersResult,
  listAgain: () => Promise<ListenersResult>,
  vantages: Pick<CheckRequest, 'source' | 'outside' | 'lookFrom'>,
  asked: readonly AskedEndpoints[] = [],
): Promise<PreparedCheck> {
  const { wellKnownUdpPorts } = await import('../knowledge/lookup.ts')
  const all = ownAddresses(before.listeners)
  refuseForeign(asked, addressesOf([...all, ...before.listeners]))
  const { source } = vantages
  const own = all.filter(({ address }) => isOfFamily(source, address))
  const udp = new Set([...wellKnownUdpPorts(), ...before.listeners.filter(isOwnUdp).map(({ port }) => port)])
  const parts = probedPorts(
    addressesOf(own),
    asked,
    [...udp].sort((a, b) => a - b),
  )
  const targets = await Promise.all(parts.map((part) => targetsOf(part, own)))
  let notes: readonly string[] = before.notes
  const listListeners = async () => {
    const after = await listAgain()
    notes = after.notes
    return { listeners: after.listeners, namespaces: namespaceAddresses(after.listeners) }
  }
  const engine = engineToCheck()
  const scans = targets.map((each) => {
    const plan = { ...planDefaults(each), pace: paceNamed('default') }
    return { engine, plan, hostnames: each.hostnames, notes: each.notes }
  })
  return {
    request: { scans, own, askedPorts: askedPorts(asked, source), listListeners, readFirewall, ...vantages },
    ...portsOf(parts),
    notes: () => [...notes, ...(own.length < all.length ? [otherFamily(source!)] : [])],
  }
}

const addressesOf = (all: readonly { readonly address: string }[]) => all.map(({ address }) => address)

function otherFamily({ family, value }: Address): string {
  const source = formatAddress(family, value)
  return `IPv${family === 4 ? 6 : 4} addresses are left out: ${source} is of IPv${family}, and its packets get to no other`
}

function portsOf(parts: readonly ProbedPorts[]): Pick<PreparedCheck, 'portSpecification' | 'portCounts'> {
  const text = parts.map(({ ports }) => ports).join(',')
  const { tcp, udp } = text === '' ? { tcp: [], udp: [] } : portList(text, { tcp: true, udp: true }, noKnowledge)
  return {
    portSpecification: { tcp: portText(tcp), udp: portText(udp) },
    portCounts: { tcp: countNumbers(tcp), udp: countNumbers(udp) },
  }
}

function targetsOf({ addresses, ports }: ProbedPorts, own: readonly OwnAddress[]): Promise<ResolvedTargets> {
  const none = { files: [], exclude: [], excludeFiles: [], family: undefined, scope: undefined }
  const transports = { tcp: true, udp: true }
  const request = { words: addresses, ports, transports, defaultExcludes: true, knowledge: noKnowledge, ...none }
  // Zones may be those of devices that Node does not tell of.
  const devices = Object.fromEntries(own.map((each) => [each.interface, []]))
  const interfaces = () => ({ ...devices, ...networkInterfaces() })
  return resolveTargets(request, Object.assign(hostEnvironment(), { interfaces }))
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

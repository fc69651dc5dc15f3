import { existsSync, readFileSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { parseAddress } from '../lib/address.ts'
import { firewallInCharge } from '../local/changes/firewall-in-charge.ts'
import { initScriptOf } from '../local/changes/init-script.ts'
import { unitsOf } from '../local/changes/listener-units.ts'
import { configFilesOf } from '../local/linux/config-files.ts'
import { connections } from '../local/linux/connected-peers.ts'
import { publisherOf } from '../local/linux/docker-publisher.ts'
import type { Endpoint } from '../model/change.ts'
import type { Listener } from '../model/listener.ts'
import { openingsOf, untoldOf } from '../remediation/dry-run.ts'
import { persistenceOf } from '../remediation/persistence.ts'
import type { FirewallNow } from '../remediation/questions.ts'
import type { Situation } from '../remediation/situation.ts'
import type { Inside } from './inside.ts'

/** Longer configuration files are not shown as a difference. */
const longestFile = 1024 * 1024

/** All that is known of an endpoint of this machine that somebody wants closed. Reads, and changes nothing. */
export async function situationOf(
  endpoint: Endpoint,
  mark: string,
  { listeners, firewall: now }: Inside,
): Promise<Situation> {
  const same = listeners.filter(({ port, transport }) => port === endpoint.port && transport === endpoint.transport)
  const listener = servedBy(same, endpoint.address)
  const [firewall, units] = await Promise.all([firewallInCharge(now?.ruleset.tables ?? null), unitsOf(listener)])
  const { port, transport } = endpoint
  const isSystemd = existsSync('/run/systemd/system')
  const pids = listener?.processes.map(({ pid }) => pid) ?? []
  return {
    endpoint,
    listener,
    others: same.filter((each) => each !== listener),
    units,
    published: publisherOf(listener, endpoint),
    peers: transport === 'tcp' ? connections((local) => local === port) : [],
    openings: now === null ? null : openingsOf(now, endpoint),
    untold: now === null ? [] : untoldOf(now, endpoint),
    loopbackBy: now === null ? [] : loopbackDevices(now),
    firewall,
    distribution: distribution(),
    networks: connectedNetworks(),
    persistence: persistenceOf(existsSync),
    init: isSystemd ? 'systemd' : existsSync('/run/openrc') ? 'openrc' : 'sysv',
    initScript: isSystemd ? null : initScriptOf(pids),
    configFiles: pids.flatMap(configFilesOf),
    fileText,
    mark,
  }
}

/** The listener that takes what is sent to an address: the kernel prefers the one that has just this one. */
function servedBy(listeners: readonly Listener[], address: string): Listener | null {
  const family = parseAddress(address)?.family
  const isAny = address === '0.0.0.0' || address === '::'
  const exact = listeners.find((each) => each.address === address)
  const wide = listeners.find(
    ({ bind, address: own }) =>
      bind === 'dual-stack' || (bind === 'all' && (isAny || (own === '::') === (family === 6))),
  )
  return exact ?? wide ?? (isAny ? (listeners.find(({ bind }) => bind === 'interface') ?? listeners[0] ?? null) : null)
}

/** `ID` and `ID_LIKE`, os-release(5). */
function distribution(): readonly string[] {
  const text = fileText('/etc/os-release') ?? fileText('/usr/lib/os-release') ?? ''
  return ['ID', 'ID_LIKE'].flatMap((key) => {
    const value = new RegExp(`^${key}=["']?([a-z0-9 ._-]{1,200})["']?$`, 'm').exec(text)?.[1]
    return value?.split(' ') ?? []
  })
}

function connectedNetworks(): Situation['networks'] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.flatMap(({ internal, cidr, address }) =>
      internal || cidr === null || /^(fe80:|169\.254\.)/.test(address) ? [] : [{ network: cidr, device }],
    ),
  )
}

function loopbackDevices({ machine, surroundings }: FirewallNow): readonly string[] {
  return [...new Set(surroundings.networks.map(({ device }) => device))].filter((each) => machine.routesLoopback(each))
}

function fileText(path: string): string | null {
  try {
    const status = statSync(path)
    return status.isFile() && status.size <= longestFile ? readFileSync(path, 'utf8') : null
  } catch {
    return null
  }
}

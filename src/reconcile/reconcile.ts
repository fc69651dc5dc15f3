import { placeText } from '../firewall/named-ports.ts'
import type { CheckRecord, Reachable } from '../model/check-record.ts'
import type { Listener } from '../model/listener.ts'
import type { Observation } from '../model/observation.ts'
import type { State } from '../model/unions.ts'
import { exposureOf } from './exposure.ts'
import type { FirewallView } from './firewall-view.ts'
import { type NamedEndpoint, namedRow } from './named-rows.ts'
import { addressesServed, isLoopback, isWildcard, type OwnAddress } from './own-addresses.ts'

/** Inside and outside of one endpoint, before it is judged. */
export type Reconciled = Pick<
  CheckRecord,
  'address' | 'transport' | 'port' | 'listening' | 'reachable' | 'exposure' | 'why' | 'firewall' | 'listener'
>

export interface ReconcileInput {
  readonly listeners: readonly Listener[]
  readonly own: readonly OwnAddress[]
  /** Probes from this machine to its own addresses. */
  readonly selfObservations: readonly Observation[]
  /** What other vantages saw; of addresses that are not ours nothing is made. */
  readonly outside: readonly Pick<Observation, 'address' | 'transport' | 'port' | 'state' | 'vantage'>[]
  /** Null: the firewall could not be judged. */
  readonly firewall: Pick<FirewallView, 'answers' | 'namedPorts'> | null
  /** Addresses of other network namespaces of this machine, by their names. */
  readonly namespaces: ReadonlyMap<string, readonly string[]>
}

type EndpointKey = string

/** Puts listeners and probes side by side: one row per (own address, transport, port) that listens or answers. */
export function reconcile(input: ReconcileInput): Reconciled[] {
  const observed = new Map(input.selfObservations.map((seen) => [keyOf(seen.address, seen), seen]))
  const served = expandListeners(input)
  const outside = outsideOf(input)
  const answering = new Map<EndpointKey, Pick<Observation, 'address' | 'transport' | 'port'>>([
    ...observed,
    ...outside.open,
  ])
  for (const [key, { state }] of observed) if (state !== 'open' && !outside.open.has(key)) answering.delete(key)
  for (const key of served.keys()) answering.delete(key)
  const sidesOf = (key: EndpointKey): Sides => ({
    self: observed.get(key) ?? null,
    outside: outside.seen.get(key) ?? [],
  })
  return [
    ...[...served].map(([key, { address, listener }]) => row(input, address, listener, sidesOf(key), listener)),
    ...[...answering].map(([key, seen]) => row(input, seen.address, null, sidesOf(key), seen)),
    ...namedRows(input, new Set([...served.keys(), ...answering.keys()])),
  ]
}

/** What one endpoint looks like to probes from here and from elsewhere. */
interface Sides {
  readonly self: Observation | null
  readonly outside: readonly Reachable[]
}

/** What other vantages saw of own addresses, and which endpoints they saw open. */
function outsideOf({ outside, own }: ReconcileInput) {
  const ours = new Set(own.map(({ address }) => address).filter((address) => !isLoopback(address)))
  const seen = new Map<EndpointKey, Reachable[]>()
  const open = new Map<EndpointKey, Pick<Observation, 'address' | 'transport' | 'port'>>()
  for (const { vantage, state, ...at } of outside.filter(({ address }) => ours.has(address))) {
    const key = keyOf(at.address, at)
    seen.set(key, [...(seen.get(key) ?? []), { from: vantage, state }])
    if (state === 'open') open.set(key, at)
  }
  return { seen, open }
}

/** Ports that rules name where nothing listens or answers. */
function namedRows(input: ReconcileInput, known: ReadonlySet<EndpointKey>): Reconciled[] {
  const { firewall: view, own } = input
  if (view === null) return []
  const addresses = own.map(({ address }) => address).filter((address) => !isLoopback(address))
  const servedAt = serverFinder(input)
  return view.namedPorts().flatMap(({ transport, port, places, sentOnAt }) => {
    const isOneOf =
      (some: ReadonlySet<string>): NamedEndpoint['isNamedBy'] =>
      ({ table, chain, handle }) =>
        some.has(placeText(table, chain, handle))
    const by = { isNamedBy: isOneOf(places), isSentOnBy: isOneOf(sentOnAt) }
    return addresses.flatMap((address): Reconciled[] => {
      const at = { transport, port }
      if (known.has(keyOf(address, at))) return []
      const firewall = view.answers({ address, ...at })
      const found = namedRow({ address, ...at, firewall, ...by }, servedAt)
      return found === null ? [] : [{ address, ...at, listening: false, reachable: [], firewall, ...found }]
    })
  })
}

/** Who listens at an endpoint of this machine, or of another of its network namespaces. */
function serverFinder({ listeners, own, namespaces }: ReconcileInput): Parameters<typeof namedRow>[1] {
  const at = new Map<string, Listener>()
  for (const listener of [...listeners].sort((a, b) => precedence(a) - precedence(b))) {
    const { netns } = listener
    const places = netns === null ? own : (namespaces.get(netns) ?? []).map((address) => ({ address, interface: '' }))
    const addresses = addressesServed({ ...listener, netns: null }, places)
    for (const address of addresses) at.set(`${address} ${listener.transport} ${listener.port}`, listener)
  }
  return (address, transport, port) => at.get(`${address} ${transport} ${port}`) ?? null
}

function expandListeners({
  listeners,
  own,
}: ReconcileInput): Map<EndpointKey, { address: string; listener: Listener }> {
  const served = new Map<EndpointKey, { address: string; listener: Listener }>()
  for (const listener of [...listeners].sort((a, b) => precedence(a) - precedence(b))) {
    for (const address of addressesServed(listener, own)) served.set(keyOf(address, listener), { address, listener })
  }
  return served
}

/**
 * Which of the sockets on one port takes a packet, and so the row: the one on the very address, else the one tied to
 * the device, else an IPv4 one before a dual-stack one (__inet_lookup_listener and compute_score, net/ipv4/inet_hashtables.c).
 */
function precedence({ address, interface: device, bind }: Listener): number {
  return (isWildcard(address) ? 0 : 4) + (device === null ? 0 : 2) + (bind === 'dual-stack' ? 0 : 1)
}

function keyOf(address: string, at: { transport: string; port: number; netns?: string | null }): EndpointKey {
  return `${address} ${at.transport} ${at.port} ${at.netns ?? ''}`
}

/** A UDP port that says nothing is open when somebody is seen to serve it. */
function resolved(state: State, listener: Listener | null): State {
  return state === 'open|filtered' && listener !== null ? 'open' : state
}

function row(
  { firewall: view }: ReconcileInput,
  address: string,
  listener: Listener | null,
  { self, outside }: Sides,
  at: Pick<Observation, 'transport' | 'port'>,
): Reconciled {
  const isOurs = listener === null || listener.netns === null
  const answers = isOurs && view !== null ? view.answers({ address, transport: at.transport, port: at.port }) : null
  const firewall = isLoopback(address) && answers?.length === 0 ? null : answers
  const fromSelf = self === null ? [] : [{ from: 'self', state: resolved(self.state, listener) }]
  return {
    address,
    transport: at.transport,
    port: at.port,
    listening: listener !== null,
    reachable: [...fromSelf, ...outside],
    ...exposureOf({ address, listener, selfState: self?.state ?? null, firewall, outside }),
    firewall,
    listener,
  }
}

import { placeText, singles } from '../firewall/named-ports.ts'
import { groupBy } from '../lib/group-by.ts'
import { difference, type Interval, intersection, isInAny, normalise, numbers } from '../lib/intervals.ts'
import { memo } from '../lib/memo.ts'
import type { CheckRecord, Reachable } from '../model/check-record.ts'
import type { FirewallAnswer } from '../model/firewall-answer.ts'
import type { Listener } from '../model/listener.ts'
import type { Observation } from '../model/observation.ts'
import type { State, Transport } from '../model/unions.ts'
import { exposureOf } from './exposure.ts'
import type { FirewallView } from './firewall-view.ts'
import { type NamedEndpoint, namedRow } from './named-rows.ts'
import { addressesServed, isLoopback, isWildcard, type OwnAddress } from './own-addresses.ts'

/** Inside and outside of one endpoint, before it is judged. */
export type Reconciled = Pick<
  CheckRecord,
  | 'address'
  | 'transport'
  | 'port'
  | 'lastPort'
  | 'listening'
  | 'reachable'
  | 'exposure'
  | 'why'
  | 'firewall'
  | 'listener'
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
  /** The ports of an own address that rows are wanted of, sorted and disjoint. */
  readonly askedPorts: (address: string, transport: Transport) => readonly Interval<number>[]
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
    ...namedRows(input, [...answering.values(), ...[...served.values()].flatMap(ownEndpoint)]),
  ]
}

/** What one endpoint looks like to probes from here and from elsewhere. */
interface Sides {
  readonly self: Observation | null
  readonly outside: readonly Reachable[]
}

/** What other vantages saw of own addresses, and which endpoints they saw open. */
function outsideOf({ outside, own, askedPorts }: ReconcileInput) {
  const ours = new Set(own.map(({ address }) => address).filter((address) => !isLoopback(address)))
  const seen = new Map<EndpointKey, Reachable[]>()
  const open = new Map<EndpointKey, Pick<Observation, 'address' | 'transport' | 'port'>>()
  for (const { vantage, state, ...at } of outside.filter(({ address }) => ours.has(address))) {
    if (!isInAny(askedPorts(at.address, at.transport), at.port)) continue
    const key = keyOf(at.address, at)
    seen.set(key, [...(seen.get(key) ?? []), { from: vantage, state }])
    if (state === 'open') open.set(key, at)
  }
  return { seen, open }
}

function ownEndpoint({ address, listener }: { readonly address: string; readonly listener: Listener }) {
  const { transport, port, netns } = listener
  return netns === null ? [{ address, transport, port }] : []
}

/** Ports that rules name where nothing listens or answers: a row for those that no rule tells apart. */
function namedRows(
  input: ReconcileInput,
  known: Iterable<Pick<Observation, 'address' | 'transport' | 'port'>>,
): Reconciled[] {
  const { firewall: view, own, askedPorts } = input
  if (view === null) return []
  const addresses = own.map(({ address }) => address).filter((address) => !isLoopback(address))
  const servedAt = serverFinder(input)
  const taken = groupBy(known, ({ address, transport }) => `${address} ${transport}`)
  const free = memo((address: string) =>
    memo((transport: Transport) => {
      const ports = (taken.get(`${address} ${transport}`) ?? []).map(({ port }) => ({ first: port, last: port }))
      return difference(askedPorts(address, transport), normalise(ports, numbers), numbers)
    }),
  )
  return view.namedPorts().flatMap(({ transport, first, last, places, sentOnAt }) => {
    const isOneOf =
      (some: ReadonlySet<string>): NamedEndpoint['isNamedBy'] =>
      ({ table, chain, handle }) =>
        some.has(placeText(table, chain, handle))
    const by = { isNamedBy: isOneOf(places), isSentOnBy: isOneOf(sentOnAt) }
    const answersAt = (address: string, port: number) => view.answers({ address, transport, port })
    const rowOf = (address: string, ports: Interval<number>): Reconciled[] => {
      const at = { address, transport, port: ports.first }
      const firewall = answersAt(address, ports.first)
      const found = namedRow({ ...at, firewall, ...by }, servedAt)
      const lastPort = ports.last > ports.first ? { lastPort: ports.last } : {}
      return found === null ? [] : [{ ...at, ...lastPort, listening: false, reachable: [], firewall, ...found }]
    }
    return addresses.flatMap((address) =>
      intersection(free(address)(transport), [{ first, last }], numbers)
        .flatMap((ports) => (isLedOn(answersAt(address, ports.first), ports.first) ? singles(ports) : [ports]))
        .flatMap((ports) => rowOf(address, ports)),
    )
  })
}

/** Whether it is led elsewhere with the port that it was sent to: then each port leads to another. */
function isLedOn(firewall: readonly FirewallAnswer[], sentTo: number): boolean {
  return firewall.some(({ leadsTo }) => leadsTo?.port === sentTo)
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

function expandListeners(input: ReconcileInput): Map<EndpointKey, { address: string; listener: Listener }> {
  const { listeners, own, askedPorts } = input
  const served = new Map<EndpointKey, { address: string; listener: Listener }>()
  for (const listener of [...listeners].sort((a, b) => precedence(a) - precedence(b))) {
    const { transport, port } = listener
    const isAsked = (address: string) => isInAny(askedPorts(address, transport), port)
    for (const address of addressesServed(listener, own).filter(isAsked))
      served.set(keyOf(address, listener), { address, listener })
  }
  return served
}

/**
 * Which of the sockets on one port takes a packet, and so the row: the one on the very address, else the one tied to
 * the device, else an IPv4 one before a dual-stack one (__inet_lookup_listener and compute_score, net/ipv4/inet_hashtables.c).
 */
function precedence({ address, interface: device, bind, dualStack }: Listener): number {
  return (isWildcard(address) ? 0 : 4) + (device === null ? 0 : 2) + (bind === 'dual-stack' || dualStack ? 0 : 1)
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

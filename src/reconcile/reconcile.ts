import type { CheckRecord, FirewallJudgement, Reachable } from '../model/check-record.ts'
import type { Listener } from '../model/listener.ts'
import type { Observation } from '../model/observation.ts'
import { exposureOf } from './exposure.ts'
import { addressesServed, type OwnAddress } from './own-addresses.ts'

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
  /** The verdict on an endpoint, once a ruleset has been read; absent until then. */
  readonly judge?: (address: string, transport: string, port: number) => FirewallJudgement
}

type EndpointKey = string

/** Puts listeners and probes side by side: one row per (own address, transport, port) that listens or answers. */
export function reconcile(input: ReconcileInput): Reconciled[] {
  const observed = new Map(input.selfObservations.map((seen) => [keyOf(seen.address, seen), seen]))
  const served = expandListeners(input)
  const answering = [...observed].filter(([key, seen]) => seen.state === 'open' && !served.has(key))
  return [
    ...[...served].map(([key, { address, listener }]) =>
      row(input, address, listener, observed.get(key) ?? null, listener),
    ),
    ...answering.map(([, seen]) => row(input, seen.address, null, seen, seen)),
  ]
}

function expandListeners({
  listeners,
  own,
}: ReconcileInput): Map<EndpointKey, { address: string; listener: Listener }> {
  const served = new Map<EndpointKey, { address: string; listener: Listener }>()
  // A socket on a specific address takes the packets before a wildcard one on the same port does, so it wins the row.
  const wildcardFirst = [...listeners].sort((a, b) => Number(isSpecific(a)) - Number(isSpecific(b)))
  for (const listener of wildcardFirst) {
    for (const address of addressesServed(listener, own)) served.set(keyOf(address, listener), { address, listener })
  }
  return served
}

function isSpecific(listener: Listener): boolean {
  return listener.bind === 'loopback' || listener.bind === 'interface'
}

function keyOf(address: string, at: { transport: string; port: number; netns?: string | null }): EndpointKey {
  return `${address} ${at.transport} ${at.port} ${at.netns ?? ''}`
}

function row(
  { judge }: ReconcileInput,
  address: string,
  listener: Listener | null,
  seen: Observation | null,
  at: Pick<Observation, 'transport' | 'port'>,
): Reconciled {
  const firewall = judge?.(address, at.transport, at.port) ?? null
  const reachable: Reachable[] = seen === null ? [] : [{ from: 'self', state: seen.state }]
  return {
    address,
    transport: at.transport,
    port: at.port,
    listening: listener !== null,
    reachable,
    ...exposureOf({ address, listener, selfState: seen?.state ?? null, firewall }),
    firewall,
    listener,
  }
}

// Both kinds of report that nmap's XML can hold, as the hosts and ports that it knows.

import { groupBy } from '../../lib/group-by.ts'
import type { CheckRecord } from '../../model/check-record.ts'
import type { ScanRecord } from '../../model/scan-record.ts'
import type { ScanSummary, Tally } from '../../model/scan-summary.ts'
import type { Service } from '../../model/service.ts'
import type { CheckSummary } from '../types.ts'
import { nmapReasons } from './reasons.ts'

export interface NmapPort {
  readonly transport: string
  readonly port: number
  readonly state: string
  readonly reason: string
  readonly name: string | null
  readonly service: Service | null
}

/** Ports that share a state and are counted instead of listed. */
export interface NmapExtraPorts {
  readonly state: string
  readonly count: number
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly transport: string }[]
}

export interface NmapHost {
  readonly address: string
  readonly hostnames: readonly string[]
  /** Whether anything came back from it; a silent host is not said to be up. */
  readonly answered: boolean
  readonly ports: readonly NmapPort[]
  readonly extraPorts: readonly NmapExtraPorts[]
}

/** Records of a host must come together; the ports of one host are held at a time. */
export function* hostsOfScan(
  records: Iterable<ScanRecord>,
  summary: ScanSummary | null,
): Generator<NmapHost, void, undefined> {
  const tallies = groupBy(
    (summary?.tallies ?? []).filter(({ address }) => address !== null),
    ({ address }) => address!,
  )
  const host = (address: string, own: readonly ScanRecord[]) => {
    const counted = withoutListed(tallies.get(address) ?? [], own)
    tallies.delete(address)
    return hostOfScan(address, own, counted)
  }
  let own: ScanRecord[] = []
  for (const record of records) {
    if (own.length > 0 && own[0]!.address !== record.address) {
      yield host(own[0]!.address, own)
      own = []
    }
    own.push(record)
  }
  if (own.length > 0) yield host(own[0]!.address, own)
  for (const address of tallies.keys()) yield host(address, [])
}

function hostOfScan(address: string, own: readonly ScanRecord[], counted: readonly Tally[]): NmapHost {
  return {
    address,
    hostnames: [...new Set(own.map(({ hostname }) => hostname).filter((name) => name !== null))],
    answered: [...own, ...counted].some(({ reason }) => reason !== 'no-response'),
    ports: inOrder(own).map((record) => ({ ...record, reason: nmapReasons[record.reason] })),
    extraPorts: [...groupBy(counted, ({ state }) => state)].map(([state, same]) => ({
      state,
      count: same.reduce((sum, { count }) => sum + count, 0),
      reasons: same.map(({ reason, count, transport }) => ({ reason: nmapReasons[reason], count, transport })),
    })),
  }
}

/** Tallies count every endpoint; those that are listed one by one are not extra. */
function withoutListed(tallies: readonly Tally[], listed: readonly ScanRecord[]): Tally[] {
  const key = ({ transport, state, reason }: Tally | ScanRecord) => `${transport} ${state} ${reason}`
  const shown = groupBy(listed, key)
  return tallies
    .map((tally) => ({ ...tally, count: tally.count - (shown.get(key(tally))?.length ?? 0) }))
    .filter(({ count }) => count > 0)
}

/** As nmap lists them: by transport, then by number. */
function inOrder<R extends { readonly transport: string; readonly port: number }>(records: readonly R[]): R[] {
  return [...records].sort((a, b) => a.transport.localeCompare(b.transport) || a.port - b.port)
}

/** What was reached from elsewhere says more than what was reached from this host itself. */
function stateOf({ reachable }: CheckRecord): { state: string; reason: string } {
  const best = reachable.find(({ from }) => from !== 'self') ?? reachable[0]
  if (best === undefined) return { state: 'unknown', reason: 'unknown-response' }
  return { state: best.state, reason: best.state.includes('filtered') ? 'no-response' : 'localhost-response' }
}

export function hostsOfCheck(records: Iterable<CheckRecord>, summary: CheckSummary | null): NmapHost[] {
  // An address of another network namespace is not the one that this machine has by that name.
  const ours = [...records].filter(({ listener }) => !listener?.netns)
  const hosts = groupBy(ours, ({ address }) => address)
  // The summary counts the closed ports of all addresses together: they can be given to a host when there is just one.
  const counts = hosts.size === 1 && summary !== null ? { closed: summary.closed, filtered: summary.filtered } : {}
  const extraPorts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => ({ state, count, reasons: [] }))
  return [...hosts].map(([address, own]) => ({
    address,
    hostnames: summary === null || summary.hostname === '' ? [] : [summary.hostname],
    answered: true,
    ports: inOrder(own.filter(({ lastPort }) => lastPort === undefined)).map((record) => ({
      ...record,
      ...stateOf(record),
    })),
    extraPorts: [...extraPorts, ...rangesOf(own)],
  }))
}

/** Of ranges that rules let in and nobody serves, nmap's XML can say how many ports they are. */
function rangesOf(records: readonly CheckRecord[]): NmapExtraPorts[] {
  const count = records.reduce((sum, { port, lastPort }) => sum + (lastPort === undefined ? 0 : lastPort - port + 1), 0)
  return count === 0 ? [] : [{ state: 'unknown', count, reasons: [] }]
}

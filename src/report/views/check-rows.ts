// A wildcard socket is a record for each own address. People read one row for it, wherever the verdict is the same.
import type { CheckRecord } from '../../model/check-record.ts'
import { groupBy } from '../group.ts'

/** A record that may stand for others of the same socket. */
export interface CheckRow extends CheckRecord {
  /** Further addresses that it holds for. */
  readonly alsoAt?: readonly string[]
  /** What all of these are called together, when they are all there are: `all 5 own addresses`. */
  readonly everywhere?: string | null
}

/** One row for the records of a listener on one port that share their verdict. */
export function foldRows(records: readonly CheckRecord[]): CheckRow[] {
  const own = new Set(records.filter(isOwn).map(({ address }) => address))
  return [...groupBy(records, listenerKey).values()].flatMap(byVerdict).map((rows) => folded(rows, own))
}

/** `10.0.0.1`, `10.0.0.1 +3`, `all 5 own addresses` */
export function addressText({ address, alsoAt = [], everywhere = null }: CheckRow): string {
  return everywhere ?? (alsoAt.length === 0 ? address : `${address} +${alsoAt.length}`)
}

const isOwn = ({ listener }: CheckRecord) => !listener?.netns

/** Sockets of one process count as one listener; without a process that can be seen each is its own. */
function listenerKey({ transport, port, category, listener }: CheckRecord): string {
  const { netns, bind, interface: device, pid, address } = listener ?? {}
  return JSON.stringify([transport, port, category, netns, bind, device, pid ?? address])
}

const isWildcard = ({ listener }: CheckRecord) => listener?.bind === 'all' || listener?.bind === 'dual-stack'

/** Where a wildcard socket serves a loopback address it is local; that is no news beside what the socket's other rows say. */
function byVerdict(rows: readonly CheckRecord[]): CheckRecord[][] {
  const isAside = (record: CheckRecord) => isWildcard(record) && isOwn(record) && record.exposure === 'local-only'
  const groups = [
    ...groupBy(
      rows.filter((row) => !isAside(row)),
      verdictKey,
    ).values(),
  ]
  const aside = rows.filter(isAside)
  const [only, ...others] = groups
  if (only !== undefined && others.length === 0 && aside.every((row) => sameAnswers(row, only[0]!)))
    return [[...only, ...aside]]
  return [...groups, ...groupBy(aside, verdictKey).values()]
}

function verdictKey({
  reachable,
  exposure,
  why,
  firewall,
  name,
  service,
  categoryReason,
  advice,
}: CheckRecord): string {
  return JSON.stringify([reachable, exposure, why, firewall, name, service, categoryReason, advice])
}

const sameAnswers = (a: CheckRecord, b: CheckRecord) => JSON.stringify(a.reachable) === JSON.stringify(b.reachable)

function folded(rows: readonly CheckRecord[], own: ReadonlySet<string>): CheckRow {
  const [first, ...others] = rows
  if (others.length === 0) return first!
  return { ...first!, alsoAt: others.map(({ address }) => address), everywhere: everywhere(first!, rows.length, own) }
}

function everywhere(record: CheckRecord, served: number, own: ReadonlySet<string>): string | null {
  if (!isWildcard(record) || !isOwn(record)) return null
  if (record.listener?.bind === 'dual-stack') return served === own.size ? `all ${served} own addresses` : null
  const isIpv6 = record.address.includes(':')
  const ofFamily = [...own].filter((address) => address.includes(':') === isIpv6)
  return served === ofFamily.length ? `all ${served} own ${isIpv6 ? 'IPv6' : 'IPv4'} addresses` : null
}

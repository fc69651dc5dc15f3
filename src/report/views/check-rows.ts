// A wildcard socket is a record for each own address. People read one row for those whose cells are all the same.

import { groupBy } from '../../lib/group-by.ts'
import type { CheckRecord } from '../../model/check-record.ts'

/** A record that may stand for others of the same socket. */
export interface CheckRow extends CheckRecord {
  /** Further addresses that it holds for. */
  readonly alsoAt?: readonly string[]
}

/** One row for the records of a listener on one port that differ in nothing but their address. */
export function foldRows(records: readonly CheckRecord[]): CheckRow[] {
  return [...groupBy(records, quickKey).values()]
    .flatMap((some) => (some.length === 1 ? [some] : [...groupBy(some, rowKey).values()]))
    .map(([first, ...others]) =>
      others.length === 0 ? first! : { ...first!, alsoAt: others.map(({ address }) => address) },
    )
}

/** Equal for rows that are alike; few others are equal in it. The whole of thousands of records takes long to compare. */
function quickKey({ transport, port, reachable, exposure, why, listener }: CheckRecord): string {
  const states = reachable.map(({ state }) => state)
  return [transport, port, listener?.netns, listener?.bind, listener?.pid, ...states, exposure, why].join(' ')
}

/** `10.0.0.1`, `10.0.0.1 +3` */
export function addressText({ address, alsoAt = [] }: CheckRow): string {
  return alsoAt.length === 0 ? address : `${address} +${alsoAt.length}`
}

/** Sockets of one process count as one listener; without a process that can be seen each is its own. */
function rowKey({ address: _, listener, ...shown }: CheckRecord): string {
  const { netns, bind, interface: device, pid, address } = listener ?? {}
  return JSON.stringify([Object.entries(shown).sort(), netns, bind, device, pid ?? address])
}

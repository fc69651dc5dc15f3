import type { Family } from '../lib/address.ts'
import { lookUpsOf } from './address-questions.ts'
import type { Field } from './fields.ts'
import type { Ruleset } from './ruleset.ts'

const destinations: Readonly<Record<Family, readonly Field[]>> = {
  4: ['ip daddr', 'ct original ip daddr'],
  6: ['ip6 daddr', 'ct original ip6 daddr'],
}

/** What rules do not tell apart of the addresses that packets are sent to has the same answer. */
export function destinationClasses({ tables }: Ruleset, family: Family): (address: bigint) => number | bigint {
  const rules = tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules))
  const asked = rules.flatMap(({ steps }) => steps.flatMap((step) => lookUpsOf(step, destinations[family], family)))
  if (asked.some(({ spans }) => spans === null)) return (address) => address
  const edges = new Set(asked.flatMap(({ spans }) => spans!.flatMap(({ first, last }) => [first, last + 1n])))
  const sorted = [...edges].sort((a, b) => (a < b ? -1 : Number(a > b)))
  return (address) => countUpTo(sorted, address)
}

function countUpTo(sorted: readonly bigint[], value: bigint): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

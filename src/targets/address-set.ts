import { type Family, mappedIpv4 } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { bigints, countBigints, difference, type Interval, normalise } from '../lib/intervals.ts'
import type { AddressRange } from './types.ts'
import { grouped } from './word.ts'

/** Addresses that mean something together: one family, and for link-local ones one zone. */
interface Block {
  readonly family: Family
  readonly zone: string | undefined
  readonly intervals: readonly Interval<bigint>[]
}

/** About 100 MB of them; more separate intervals than that are refused. */
const mostIntervals = 2 ** 20

const everyZone = '6'

/** A set of addresses as sorted, disjoint intervals. Never changes. */
export class AddressSet {
  /** By `4`, `6` or `6%zone`, in that order. */
  readonly #blocks: ReadonlyMap<string, Block>

  private constructor(blocks: Iterable<[string, Block]>) {
    const filled = [...blocks].filter(([, { intervals }]) => intervals.length > 0)
    this.#blocks = new Map(filled.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Throws UsageError when the ranges are too many to keep. */
  static of(ranges: Iterable<AddressRange>): AddressSet {
    const collector = new AddressCollector()
    collector.add(ranges)
    return collector.set()
  }

  static ofBlocks(blocks: Iterable<[string, Block]>): AddressSet {
    return new AddressSet(blocks)
  }

  /** What is here and not there. An address without a zone, there, takes it away in every zone. */
  minus(other: AddressSet): AddressSet {
    return this.#without(other, (key, { zone }) => (zone === undefined ? [key] : [everyZone, key]))
  }

  /** What is here or there. */
  plus(other: AddressSet): AddressSet {
    return AddressSet.of([...this.ranges(), ...other.ranges()])
  }

  /** What is here and there as well; there, too, no zone means every zone. */
  intersection(other: AddressSet): AddressSet {
    return this.#without(this.minus(other), (key) => [key])
  }

  /** Takes away of each block here what the named blocks there hold. */
  #without(other: AddressSet, takenBy: (key: string, block: Block) => readonly string[]): AddressSet {
    return new AddressSet(
      [...this.#blocks].map(([key, block]) => {
        const intervals = takenBy(key, block).reduce<readonly Interval<bigint>[]>(
          (left, take) => difference(left, other.#blocks.get(take)?.intervals ?? [], bigints),
          block.intervals,
        )
        return [key, { ...block, intervals }]
      }),
    )
  }

  get size(): bigint {
    return [...this.#blocks.values()].reduce((sum, { intervals }) => sum + countBigints(intervals), 0n)
  }

  get isEmpty(): boolean {
    return this.#blocks.size === 0
  }

  /** IPv4 first, then IPv6, then by zone; sorted and disjoint, as a TargetSpace has them. */
  ranges(): AddressRange[] {
    return [...this.#blocks.values()].flatMap(({ family, zone, intervals }) =>
      intervals.map(({ first, last }) => ({ family, first, last, ...(zone !== undefined && { zone }) })),
    )
  }
}

/** Gathers ranges one by one; its memory follows the size of the union, not how often a range is named. */
export class AddressCollector {
  readonly #blocks = new Map<string, Block & { intervals: Interval<bigint>[] }>()
  #pending = 0
  #kept = 0

  /** Throws UsageError when the union has more than 2^20 intervals. */
  add(ranges: Iterable<AddressRange>): void {
    for (const range of ranges) {
      for (const plain of withoutMapped(range)) this.#addPlain(plain)
      if (this.#pending > this.#kept + 65_536) this.#join()
    }
  }

  set(): AddressSet {
    this.#join()
    return AddressSet.ofBlocks(this.#blocks)
  }

  #addPlain({ family, zone, first, last }: AddressRange): void {
    const key = zone === undefined ? String(family) : `${family}%${zone}`
    let block = this.#blocks.get(key)
    if (block === undefined) {
      block = { family, zone, intervals: [] }
      this.#blocks.set(key, block)
    }
    block.intervals.push({ first, last })
    this.#pending++
  }

  #join(): void {
    this.#kept = 0
    this.#pending = 0
    for (const [key, block] of this.#blocks) {
      const intervals = normalise(block.intervals, bigints)
      this.#blocks.set(key, { ...block, intervals })
      this.#kept += intervals.length
    }
    if (this.#kept > mostIntervals) {
      throw new UsageError(
        `the addresses fall into more than ${grouped(mostIntervals)} separate ranges; scan them in parts`,
      )
    }
  }
}

/**
 * ::ffff:10.0.0.1 is 10.0.0.1: the same host would be probed twice otherwise, and a scope that denies 10.0.0.0/8 would be
 * walked around. The system opens IPv4 for it, too (RFC 3493 §3.7).
 */
export function withoutMapped(range: AddressRange): AddressRange[] {
  if (range.family === 4 || range.zone !== undefined) return [range]
  const outside = difference([range], [mappedIpv4], bigints)
  const inside = difference([range], outside, bigints)
  return [
    ...inside.map(({ first, last }): AddressRange => {
      return { family: 4, first: first - mappedIpv4.first, last: last - mappedIpv4.first }
    }),
    ...outside.map(({ first, last }): AddressRange => ({ family: 6, first, last })),
  ]
}

/**
 * What a range says in an exclude or a scope. `::/0` there is all of IPv6 and no IPv4, though it holds ::ffff:0:0/96: a scope that
 * allows it would otherwise allow every IPv4 address.
 */
export function withinFamily(range: AddressRange): AddressRange[] {
  const isLarger = range.first < mappedIpv4.first && range.last > mappedIpv4.last
  if (range.family === 4 || range.zone !== undefined || !isLarger) return [range]
  return difference([range], [mappedIpv4], bigints).map(({ first, last }) => ({ family: 6, first, last }))
}

import type { Family } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Interval } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Machine } from './packet.ts'
import type { Ruleset } from './ruleset.ts'
import { type SourceClass, sourceClasses } from './source-classes.ts'
import { type SourceCondition, sourceConditions } from './source-conditions.ts'
import { cutAt, type Piece } from './source-pieces.ts'
import type { Surroundings } from './surroundings.ts'

/** Sources of one class that come in by the same device and that no rule tells apart. */
export interface SourceGroup {
  readonly class: SourceClass
  readonly ingress: string
  /** One of them. */
  readonly representative: bigint
  /** In parts, the largest first, and of each part the longest first. */
  readonly spans: readonly (readonly Interval<bigint>[])[]
  /** The largest group of its class and device: the others are its exceptions. */
  readonly isMain: boolean
}

/** What no rule tells apart, whatever the port. */
interface Part {
  readonly class: SourceClass
  readonly ingress: string
  readonly holds: readonly number[]
  /** The longest comes first. */
  readonly spans: readonly Interval<bigint>[]
  readonly size: bigint
}

/** For one port: each group is judged. */
const mostGroups = 64

/** Where packets of one family may come from, in groups of which any one source stands for all. Those to whom there is no way back are left out. */
export class Sources {
  /** Some rule looks at single bits of addresses, which no group can tell. */
  readonly looksAtBits: boolean
  readonly #conditions: readonly SourceCondition[]
  readonly #parts: readonly Part[]
  /** By the conditions that matter. */
  readonly #groups = new Map<string, readonly SourceGroup[]>()
  #leftOut = 0

  constructor(ruleset: Ruleset, machine: Machine, surroundings: Surroundings, family: Family) {
    const { conditions, looksAtBits } = sourceConditions(ruleset, family)
    this.looksAtBits = looksAtBits
    this.#conditions = conditions
    const classes = sourceClasses(surroundings, family)
    const pieces = cutAt(
      edgesOf(surroundings, classes, family),
      conditions.map(({ spans }) => spans),
    )
    this.#leftOut = pieces.leftOut
    this.#parts = classes.flatMap((each) => partsOf(each, pieces.pieces, machine, surroundings, family))
  }

  /** How many groups were too many to be told apart so far. */
  get leftOut(): number {
    return this.#leftOut
  }

  /** As far as the rules that a packet to this port may meet tell them apart. */
  groupsFor(transport: Transport, port: number): readonly SourceGroup[] {
    const matters = this.#conditions.map((condition) => condition.concerns(transport, port))
    const key = matters.map(Number).join('')
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const groups = groupsOf(this.#parts, matters)
    this.#groups.set(key, groups.slice(0, mostGroups))
    this.#leftOut = Math.max(this.#leftOut, groups.length - mostGroups)
    return groups.slice(0, mostGroups)
  }
}

function groupsOf(parts: readonly Part[], matters: readonly boolean[]): readonly SourceGroup[] {
  const byPlace = groupBy(parts, ({ class: { id }, ingress }) => `${id} ${ingress}`)
  const groups = [...byPlace.values()].flatMap((ofPlace) => {
    const alike = groupBy(ofPlace, ({ holds }) => holds.filter((condition) => matters[condition]).join())
    const bySize = [...alike.values()].map((some) => some.sort(largestFirst))
    return bySize
      .sort((a, b) => ascending(sizeOf(b), sizeOf(a)))
      .map((some, i) => ({
        ...{ class: some[0]!.class, ingress: some[0]!.ingress, representative: some[0]!.spans[0]!.first },
        ...{ spans: some.map(({ spans }) => spans), isMain: i === 0 },
      }))
  })
  return groups.sort((a, b) => Number(b.isMain) - Number(a.isMain))
}

const largestFirst = (a: Part, b: Part) => ascending(b.size, a.size)
const sizeOf = (parts: readonly Part[]): bigint => parts.reduce((sum, part) => sum + part.size, 0n)
const length = ({ first, last }: Interval<bigint>): bigint => last - first + 1n

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}

/** First addresses of what may fare otherwise than what is before it, whatever the rules say. */
function edgesOf(
  { own, boundaries }: Surroundings,
  classes: readonly SourceClass[],
  family: Family,
): readonly bigint[] {
  return [
    ...own.filter((each) => each.family === family).flatMap(({ address }) => [address, address + 1n]),
    ...boundaries(family),
    ...classes.flatMap(({ spans }) => spans.flatMap(({ first, last }) => [first, first + 1n, last, last + 1n])),
  ]
}

function partsOf(
  of: SourceClass,
  all: readonly Piece[],
  machine: Machine,
  surroundings: Surroundings,
  family: Family,
): Part[] {
  const found = new Map<string, Interval<bigint>[]>()
  const own = new Set(surroundings.own.filter((each) => each.family === family).map(({ address }) => address))
  const wayTo = wayFinder(machine, surroundings.boundaries(family), family)
  for (const { first, last, holds } of all) {
    if (!isIn(first, of) || isNobodyElse(first, last, of, own, family)) continue
    const ingress = of.network?.device ?? wayTo(first)
    if (ingress === null) continue
    const key = `${ingress} ${holds.join()}`
    const spans = found.get(key)
    if (spans === undefined) found.set(key, [{ first, last }])
    else spans.push({ first, last })
  }
  return [...found].map(([key, pieces]) => {
    const [ingress = '', holds = ''] = key.split(' ')
    const spans = joined(pieces).sort((a, b) => ascending(length(b), length(a)))
    const size = spans.reduce((sum, span) => sum + length(span), 0n)
    return { class: of, ingress, holds: holds === '' ? [] : holds.split(',').map(Number), spans, size }
  })
}

/** The device that leads to an address, asked once for all between two boundaries; the addresses come in ascending order. */
function wayFinder(
  machine: Machine,
  boundaries: readonly bigint[],
  family: Family,
): (address: bigint) => string | null {
  const sorted = [...boundaries].sort(ascending)
  let [next, known] = [0, false]
  let device: string | null = null
  return (address) => {
    while (next < sorted.length && sorted[next]! <= address) {
      next += 1
      known = false
    }
    if (!known) device = machine.egressTo(family, address)
    known = true
    return device
  }
}

function isIn(first: bigint, { spans }: SourceClass): boolean {
  return spans.some((span) => span.first <= first && first <= span.last)
}

/** An own address, and the first and the last of an IPv4 network (RFC 919, RFC 1812 §5.3.5), but for those of two addresses (RFC 3021). */
function isNobodyElse(
  first: bigint,
  last: bigint,
  { network }: SourceClass,
  own: ReadonlySet<bigint>,
  family: Family,
): boolean {
  if (first !== last) return false
  if (own.has(first)) return true
  if (network === null || family === 6 || network.last - network.first <= 1n) return false
  return first === network.first || first === network.last
}

/** Neighbours, in their order, as one. */
function joined(spans: readonly Interval<bigint>[]): Interval<bigint>[] {
  const all: { first: bigint; last: bigint }[] = []
  for (const { first, last } of spans) {
    const before = all.at(-1)
    if (before !== undefined && before.last + 1n === first) before.last = last
    else all.push({ first, last })
  }
  return all
}

import type { Family } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import { type Interval, isInAny } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'
import type { Machine } from './packet.ts'
import { type PortTranslations, portTranslations } from './port-questions.ts'
import type { Ruleset } from './ruleset.ts'
import { type SourceClass, sourceClasses } from './source-classes.ts'
import { type SourceConditions, sourceConditions } from './source-conditions.ts'
import { cutAt, type Piece } from './source-pieces.ts'
import type { Surroundings } from './surroundings.ts'

/** Sources of one class that come in by the same device and that no rule tells apart. */
export interface SourceGroup {
  readonly class: SourceClass
  readonly ingress: string
  /** The same for those of any class that no rule tells apart and that are led back to by the same device. */
  readonly kind: string
  /** They may come in by this device, but are answered by another one. */
  readonly isDetour: boolean
  /** One of them. */
  readonly representative: bigint
  /** The largest first, and of each the longest span first. */
  readonly parts: readonly { readonly spans: readonly Interval<bigint>[] }[]
  /** The largest group of its class and device: the others are its exceptions. */
  readonly isMain: boolean
}

/** What no rule tells apart, whatever the port. */
interface Part {
  readonly class: SourceClass
  readonly ingress: string
  /** The device that leads back to them; null: none. */
  readonly wayBack: string | null
  readonly holds: readonly number[]
  /** The longest comes first. */
  readonly spans: readonly Interval<bigint>[]
  /** How many addresses; only compared. */
  readonly size: number
}

/** For one port: each group is judged. */
const mostGroups = 64
/** A machine may hold a full table of the Internet's routes. */
const mostBoundaries = 8192

/** The groups that a port has. */
export interface SourceGroups {
  readonly groups: readonly SourceGroup[]
  /** What may fare otherwise than all of these, and why it is not judged. */
  readonly untold: readonly { readonly from: string; readonly reason: string }[]
}

/** Where packets of one family may come from, in groups of which any one source stands for all. Those to whom there is no way back are left out. */
export class Sources {
  readonly #conditions: SourceConditions
  /** Null: there are too many parts. */
  readonly #places: readonly Place[] | null
  readonly #translations: PortTranslations
  /** By the conditions that matter to some ports, and whether a rule looks at bits. */
  readonly #groups = new Map<string, SourceGroups>()

  constructor(ruleset: Ruleset, machine: Machine, surroundings: Surroundings, family: Family) {
    this.#conditions = sourceConditions(ruleset, family)
    this.#translations = portTranslations(ruleset)
    const classes = sourceClasses(surroundings, family)
    const { spans } = this.#conditions
    const isTooLong = surroundings.boundaries(family).length > mostBoundaries
    const pieces = isTooLong ? null : cutAt(edgesOf(surroundings, classes, family), spans)
    const parts = pieces && classes.flatMap((each) => partsOf(each, pieces, machine, surroundings, family))
    this.#places = parts && placesOf(parts, new Set(this.#conditions.always))
  }

  /** As far as the rules that a packet to this port may meet tell them apart. */
  groupsFor(transport: Transport, port: number): SourceGroups {
    const ports = this.#translations.onTheWay(transport, port)
    const { at, looksAtBits } = this.#conditions
    const matters = new Set(ports.flatMap((each) => at(transport, each)))
    const hasBits = ports.some((each) => looksAtBits(transport, each))
    const key = `${[...matters].sort((a, b) => a - b)} ${hasBits}`
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const found = this.#groupsBy(matters, hasBits)
    this.#groups.set(key, found)
    return found
  }

  #groupsBy(matters: ReadonlySet<number>, hasBits: boolean): SourceGroups {
    if (this.#places === null) {
      const reason = 'rules or routes tell more sources apart than can be judged'
      return { groups: [], untold: [{ from: 'everybody', reason }] }
    }
    const all = this.#places
      .flatMap((place) => groupsOf(place, matters))
      .sort((a, b) => Number(b.isMain) - Number(a.isMain))
    const groups = all.slice(0, mostGroups)
    const leftOut = all.length - groups.length
    const tooMany = { from: `${leftOut} more groups of addresses`, reason: 'rules tell too many apart' }
    const bitwise = { from: 'some of these', reason: 'a rule looks at single bits of their addresses' }
    return { groups, untold: [...(leftOut > 0 ? [tooMany] : []), ...(hasBits ? [bitwise] : [])] }
  }
}

/** The parts of one class that come in by one device, the largest first. */
type Place = readonly SortedPart[]

interface SortedPart extends Part {
  /** What of it all ports have in common: its way back and the conditions that matter to each. */
  readonly key: string
  /** Conditions that matter to some ports only. */
  readonly others: readonly number[]
}

function placesOf(parts: readonly Part[], always: ReadonlySet<number>): readonly Place[] {
  const sorted = parts.map((part): SortedPart => {
    const [common, others] = [true, false].map((is) => part.holds.filter((each) => always.has(each) === is))
    return { ...part, key: `${part.wayBack} ${common}`, others: others! }
  })
  const places = groupBy(sorted, ({ class: { id }, ingress }) => `${id} ${ingress}`).values()
  return [...places].map((of) => of.sort((a, b) => b.size - a.size))
}

function groupsOf(parts: Place, matters: ReadonlySet<number>): readonly SourceGroup[] {
  const alike = new Map<string, { readonly key: string; readonly parts: SortedPart[]; size: number }>()
  for (const part of parts) {
    const { key: common, others } = part
    const asked = others.filter((each) => matters.has(each))
    const key = asked.length === 0 ? common : `${common};${asked}`
    const group = alike.get(key)
    if (group === undefined) alike.set(key, { key, parts: [part], size: part.size })
    else {
      group.parts.push(part)
      group.size += part.size
    }
  }
  const bySize = [...alike.values()].sort((a, b) => b.size - a.size)
  return bySize.map(({ key, parts: some }, i) => {
    const { class: of, ingress, wayBack, spans } = some[0]!
    const isDetour = ingress !== wayBack
    return {
      class: of,
      ingress,
      kind: `${ingress} ${key}`,
      isDetour,
      representative: spans[0]!.first,
      parts: some,
      isMain: i === 0,
    }
  })
}

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
  const found = new Map<string, Omit<Part, 'size'> & { readonly spans: Interval<bigint>[] }>()
  const own = new Set(surroundings.own.filter((each) => each.family === family).map(({ address }) => address))
  const waysTo = wayFinder(machine, surroundings, family)
  for (const { first, last, holds } of all) {
    if (!isInAny(of.spans, first) || isNobodyElse(first, last, of, own, family)) continue
    const { wayBack, others } = waysTo(first)
    const ways = of.network === null ? [wayBack, ...others] : [of.network.device]
    for (const ingress of new Set(ways)) {
      if (ingress === null) continue
      const key = `${ingress} ${wayBack} ${holds.join()}`
      const part = found.get(key) ?? { class: of, ingress, wayBack, holds, spans: [] }
      found.set(key, part)
      part.spans.push({ first, last })
    }
  }
  return [...found.values()].map((part) => {
    const spans = joined(part.spans).sort((a, b) => ascending(length(b), length(a)))
    return { ...part, spans, size: Number(spans.reduce((sum, span) => sum + length(span), 0n)) }
  })
}

interface Ways {
  readonly wayBack: string | null
  readonly others: readonly string[]
}

/** By which devices packets to an address leave, or would: asked once for all between two boundaries; the addresses come in ascending order. */
function wayFinder(machine: Machine, surroundings: Surroundings, family: Family): (address: bigint) => Ways {
  const sorted = [...surroundings.boundaries(family)].sort(ascending)
  let next = 0
  let ways: Ways | null = null
  return (address) => {
    while (next < sorted.length && sorted[next]! <= address) {
      next += 1
      ways = null
    }
    ways ??= { wayBack: machine.egressTo(family, address), others: surroundings.otherWays(family, address) }
    return ways
  }
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

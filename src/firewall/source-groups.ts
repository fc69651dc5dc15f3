import type { Family } from '../lib/address.ts'
import type { Interval } from '../lib/intervals.ts'
import type { Machine } from './packet.ts'
import type { Ruleset } from './ruleset.ts'
import { type SourceClass, sourceClasses } from './source-classes.ts'
import { type SourceConditions, sourceConditions } from './source-conditions.ts'
import type { Surroundings } from './surroundings.ts'

/** Sources of one class that come in by the same device and that no rule tells apart. */
export interface SourceGroup {
  readonly class: SourceClass
  readonly ingress: string
  /** One of them. */
  readonly representative: bigint
  readonly size: bigint
  readonly spans: readonly Interval<bigint>[]
  /** The largest group of its class and device: the others are its exceptions. */
  readonly isMain: boolean
}

export interface SourceGroups {
  readonly groups: readonly SourceGroup[]
  /** How many more there are than can be judged in reasonable time. */
  readonly leftOut: number
  /** See `SourceConditions`. */
  readonly looksAtBits: boolean
}

/** Of one class. A blocklist that is no set may name tens of thousands of addresses. */
const mostPieces = 16_384
/** Of one family: each is judged for each endpoint. */
const mostGroups = 256

/** Groups of sources of that family, of which any one stands for all. Those to which there is no way back are left out. */
export function sourceGroups(
  ruleset: Ruleset,
  machine: Machine,
  surroundings: Surroundings,
  family: Family,
): SourceGroups {
  const conditions = sourceConditions(ruleset, family)
  const own = surroundings.own
    .filter((each) => each.family === family)
    .flatMap(({ address }) => [address, address + 1n])
  const edges = [...conditions.boundaries, ...own]
  const routed = surroundings.boundaries(family)
  const all = sourceClasses(surroundings, family).map((each) =>
    groupsOf(each, conditions, machine, family, each.network === null ? [...edges, ...routed] : edges),
  )
  const groups = all.flatMap((each) => each.groups).sort((a, b) => Number(b.isMain) - Number(a.isMain))
  const tooMany = Math.max(0, groups.length - mostGroups)
  const leftOut = all.reduce((sum, each) => sum + each.leftOut, tooMany)
  return { groups: groups.slice(0, mostGroups), leftOut, looksAtBits: conditions.looksAtBits }
}

function groupsOf(
  of: SourceClass,
  conditions: SourceConditions,
  machine: Machine,
  family: Family,
  edges: readonly bigint[],
): { readonly groups: readonly SourceGroup[]; readonly leftOut: number } {
  const pieces = of.spans.flatMap((span) => piecesOf(span, [...edges, ...ends(span, of, family)]))
  const byKey = new Map<string, Interval<bigint>[]>()
  for (const piece of pieces.slice(0, mostPieces)) {
    const ingress = of.network?.device ?? machine.egressTo(family, piece.first)
    if (ingress === null || isNobodyElse(piece, of, machine, family)) continue
    const key = `${ingress} ${conditions.signatureOf(piece.first)}`
    const others = byKey.get(key)
    if (others === undefined) byKey.set(key, [piece])
    else others.push(piece)
  }
  const groups = [...byKey].map(([key, spans]) => groupOf(of, key.slice(0, key.indexOf(' ')), spans))
  return { groups: withMain(groups), leftOut: Math.max(0, pieces.length - mostPieces) }
}

/** The first and the last address of an IPv4 network are no host's (RFC 919, RFC 1812 §5.3.5), but for those of two addresses (RFC 3021). */
function ends({ first, last }: Interval<bigint>, { network }: SourceClass, family: Family): readonly bigint[] {
  return network !== null && family === 4 && last - first > 1n ? [first + 1n, last] : []
}

function isNobodyElse(piece: Interval<bigint>, { network }: SourceClass, machine: Machine, family: Family): boolean {
  if (piece.first !== piece.last) return false
  if (machine.isOwn(family, piece.first)) return true
  const isEnd = network !== null && (piece.first === network.first || piece.first === network.last)
  return family === 4 && isEnd && network.last - network.first > 1n
}

/** A span, cut before each of these. */
function piecesOf({ first, last }: Interval<bigint>, edges: readonly bigint[]): readonly Interval<bigint>[] {
  const inside = [...new Set(edges.filter((edge) => edge > first && edge <= last))].sort(ascending)
  const starts = [first, ...inside]
  return starts.map((start, i) => ({ first: start, last: i + 1 < starts.length ? starts[i + 1]! - 1n : last }))
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}

function groupOf(of: SourceClass, ingress: string, spans: readonly Interval<bigint>[]): Omit<SourceGroup, 'isMain'> {
  const size = ({ first, last }: Interval<bigint>) => last - first + 1n
  const bySize = [...spans].sort((a, b) => ascending(size(b), size(a)))
  const total = spans.reduce((sum, span) => sum + size(span), 0n)
  return { class: of, ingress, representative: bySize[0]!.first, size: total, spans: bySize }
}

function withMain(groups: readonly Omit<SourceGroup, 'isMain'>[]): readonly SourceGroup[] {
  const bySize = [...groups].sort((a, b) => ascending(b.size, a.size))
  return bySize.map((group) => ({
    ...group,
    isMain: bySize.find(({ ingress }) => ingress === group.ingress) === group,
  }))
}

import { type Family, linkLocal } from '../lib/address.ts'
import { bigints, difference, type Interval, normalise } from '../lib/intervals.ts'
import type { DirectNetwork, Surroundings } from './surroundings.ts'

/** Sources that a person tells apart. */
export interface SourceClass {
  /** No other class has it. */
  readonly id: number
  /** Null: those of no network that this machine is in. */
  readonly network: DirectNetwork | null
  readonly kind: 'network' | 'private' | 'anywhere'
  readonly spans: readonly Interval<bigint>[]
}

const prefix = (first: bigint, bits: bigint): Interval<bigint> => ({ first, last: first | ((1n << bits) - 1n) })

/** RFC 1918, shared addresses (RFC 6598) and link-local ones (RFC 3927); unique local addresses (RFC 4193). */
const privateSpans: Readonly<Record<Family, readonly Interval<bigint>[]>> = {
  4: [
    prefix(10n << 24n, 24n),
    prefix((100n << 24n) | (64n << 16n), 22n),
    prefix((169n << 24n) | (254n << 16n), 16n),
    prefix((172n << 24n) | (16n << 16n), 20n),
    prefix((192n << 24n) | (168n << 16n), 16n),
  ],
  6: [prefix(0xfcn << 120n, 121n)],
}

/** 1.0.0.0 to 223.255.255.255 without loopback; 2000::/3, all that is given out (RFC 4291 §2.4). */
const unicastSpans: Readonly<Record<Family, readonly Interval<bigint>[]>> = {
  4: [
    { first: 1n << 24n, last: (127n << 24n) - 1n },
    { first: 128n << 24n, last: (224n << 24n) - 1n },
  ],
  6: [prefix(1n << 125n, 125n)],
}

/** Each network that this machine is in, then private networks, then all the rest of the Internet: no address is in two of one device. */
export function sourceClasses({ networks }: Surroundings, family: Family): readonly SourceClass[] {
  const direct = distinct(networks.filter((network) => network.family === family))
  const inside = normalise(direct, bigints)
  const without = (spans: readonly Interval<bigint>[], take: readonly Interval<bigint>[]) =>
    difference(normalise(spans, bigints), normalise(take, bigints), bigints)
  const classes: readonly Omit<SourceClass, 'id'>[] = [
    ...direct.map((network) => ({ kind: 'network' as const, network, spans: [network] })),
    { kind: 'private', network: null, spans: without(privateSpans[family], inside) },
    { kind: 'anywhere', network: null, spans: without(unicastSpans[family], [...privateSpans[family], ...inside]) },
  ]
  return classes.map((each, id) => ({ id, ...each }))
}

/** Several addresses of a device may be in one network. */
function distinct(networks: readonly DirectNetwork[]): readonly DirectNetwork[] {
  const byPlace = new Map(networks.map((network) => [`${network.device} ${network.first} ${network.last}`, network]))
  return [...byPlace.values()]
}

export function isLinkLocal(family: Family, address: bigint): boolean {
  return family === 6 && address >= linkLocal.first && address <= linkLocal.last
}

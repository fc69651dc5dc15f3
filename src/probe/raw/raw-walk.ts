import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { ProbePlan } from '../engine.ts'
import { Walk } from '../walk.ts'
import { countOf, turnOf } from './awaited.ts'

export interface RawWalkOptions {
  readonly index: EndpointIndex
  readonly seed: number
  readonly shard: ProbePlan['shard']
  /** By address index, as of `turnOf`. Default: it is everybody's turn. */
  readonly turns: Uint8Array | undefined
}

/** The order of a scan: first those that are there, in permuted order, then those that have come late, likewise. */
export class RawWalk {
  readonly #index: EndpointIndex
  readonly #seed: number
  readonly #mostTotal: number
  readonly #first: Walk
  /** Null: all. */
  readonly #firstHosts: SomeHosts | null
  #late: Walk | null = null
  #lateHosts: SomeHosts | null = null

  constructor({ index, seed, shard, turns }: RawWalkOptions) {
    this.#index = index
    this.#seed = seed
    const { addressCount, portCount, size } = index
    const hosts = turns && Uint32Array.from(turns.keys()).filter((host) => turns[host] === turnOf.first)
    this.#firstHosts = hosts === undefined ? null : new SomeHosts(hosts, addressCount, portCount)
    const awaited = turns === undefined ? 0 : countOf(turns, turnOf.late)
    this.#first = new Walk(hosts === undefined ? size : hosts.length * portCount, seed, shard)
    this.#mostTotal = this.#first.total + awaited * portCount
  }

  /** Endpoints of this shard, and of the hosts that have come late. */
  get total(): number {
    return this.#first.total + (this.#late?.total ?? 0)
  }

  /** What `total` can come to be: when all have come that are awaited. */
  get mostTotal(): number {
    return this.#mostTotal
  }

  /** These have come: all of their endpoints follow those that there are. May be called once. */
  append(hosts: readonly number[]): void {
    // A scan of all addresses would have no room for their places.
    if (hosts.length === 0) return
    const { addressCount, portCount } = this.#index
    this.#lateHosts = new SomeHosts(Uint32Array.from(hosts), addressCount, portCount)
    this.#late = new Walk(hosts.length * portCount, this.#seed, { index: 0, count: 1 })
  }

  /** Index (targets/endpoint-index.ts) of the endpoint at a position. */
  indexOf(position: number): number {
    const before = this.#first.total
    if (position >= before) return this.#lateHosts!.indexOf(this.#late!.indexOf(position - before))
    const index = this.#first.indexOf(position)
    return this.#firstHosts === null ? index : this.#firstHosts.indexOf(index)
  }

  /** The position of an index; -1 when it is none of this walk. */
  positionOf(index: number): number {
    if (this.#firstHosts === null) return this.#first.positionOf(index)
    const first = this.#firstHosts.placeOf(index)
    if (first >= 0) return this.#first.positionOf(first)
    const late = this.#lateHosts?.placeOf(index) ?? -1
    return late < 0 ? -1 : this.#first.total + this.#late!.positionOf(late)
  }
}

/** The endpoints of some of the hosts, numbered without gaps. */
class SomeHosts {
  readonly #hosts: Uint32Array
  readonly #portCount: number
  /** Place of each host among these; -1: none of them. */
  readonly #places: Int32Array

  constructor(hosts: Uint32Array, addressCount: number, portCount: number) {
    this.#hosts = hosts
    this.#portCount = portCount
    this.#places = new Int32Array(addressCount).fill(-1)
    for (const [place, host] of hosts.entries()) this.#places[host] = place
  }

  indexOf(place: number): number {
    const portCount = this.#portCount
    const host = Math.floor(place / portCount)
    return this.#hosts[host]! * portCount + (place - host * portCount)
  }

  placeOf(index: number): number {
    const portCount = this.#portCount
    const addressIndex = Math.floor(index / portCount)
    const host = this.#places[addressIndex]!
    return host < 0 ? -1 : host * portCount + (index - addressIndex * portCount)
  }
}

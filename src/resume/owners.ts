import type { ProbePlan } from '../probe/engine.ts'
import { countOf, hostIs, turnOf, turnsFor } from '../probe/raw/awaited.ts'
import { RawWalk } from '../probe/raw/raw-walk.ts'
import type { Sighting } from '../probe/results/sightings.ts'
import { partOf, shardSize } from '../probe/walk.ts'
import { EndpointIndex } from '../targets/endpoint-index.ts'
import { EndpointLookup } from '../targets/endpoint-lookup.ts'

/** Who had come late by the time that a part was saved, as of Checkpoint. */
type Late = readonly number[] | null

/** Which part of a scan a sighting is of; -1: none. `forgotten`: it has no place in what was saved, and is to be seen again. */
export type OwnerOf = (sighting: Sighting) => number
export const forgotten = -2

/** Endpoints of each part of a plan without the hosts that were missing. `alive` as the journal got it. */
export function totalsOf(
  { size, portCount }: EndpointIndex,
  shard: ProbePlan['shard'],
  alive: Uint8Array | null,
  lates: readonly Late[],
): number[] {
  const awaited = alive === null ? 0 : countOf(alive, hostIs.awaited)
  const first = size - awaited * portCount
  return lates.map((late, i) => shardSize(first, partOf(shard, i, lates.length)) + (late?.length ?? 0) * portCount)
}

/**
 * Likewise. Of a host that was awaited when its part was saved it is not kept where in the walk it has its place: who saves that before
 * anything of it is told has all that is forgotten at the end.
 */
export function ownerIn(
  { space, seed, shard }: Pick<ProbePlan, 'space' | 'seed' | 'shard'>,
  alive: Uint8Array | null,
  lates: readonly Late[],
): OwnerOf {
  const turns = turnsFor(alive, lates.length)
  const walk = new RawWalk({ index: new EndpointIndex(space), seed, shard, turns: turns?.[0] })
  const lookup = new EndpointLookup(space)
  return ({ addressIndex, transport, port }) => {
    const index = lookup.indexOf(addressIndex, transport, port)
    if (index < 0) return -1
    const part = turns?.findIndex((each) => each[addressIndex] === turnOf.late) ?? -1
    if (part >= 0) return lates[part] === null ? forgotten : part
    return walk.positionOf(index) % lates.length
  }
}

import { columnsOf, type Sighting, type SightingColumns, sightingAt } from '../probe/results/sightings.ts'
import { forgotten, type OwnerOf } from './owners.ts'
import { mostTail } from './part-states.ts'

export interface Tails {
  /** What each part found after its state was saved. */
  readonly tails: readonly SightingColumns[]
  /** Records of the file up to where they are complete; what comes after that is forgotten. */
  readonly results: number
}

/**
 * Divides among the parts what came after their states. `records` begin with the first that is covered by less than all of them, `partOf`
 * says whose one is, -1 for nobody's; from one on that is to be forgotten all are.
 */
export function divideTail(records: Iterable<SightingColumns>, covered: readonly number[], partOf: OwnerOf): Tails {
  const tails = covered.map((): Sighting[] => [])
  let at = Math.min(...covered)
  let taken = 0
  for (const columns of records) {
    for (let i = 0; i < columns.count; i++, at++) {
      const sighting = sightingAt(columns, i)
      const part = partOf(sighting)
      if (part === forgotten) return { tails: tails.map(columnsOf), results: at }
      const tail = tails[part]
      if (tail === undefined || at < covered[part]!) continue
      if (taken === mostTail) return { tails: tails.map(columnsOf), results: at }
      tail.push(sighting)
      taken += 1
    }
  }
  return { tails: tails.map(columnsOf), results: at }
}

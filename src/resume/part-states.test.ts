import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Checkpoint } from '../probe/checkpoint.ts'
import { columnsOf, type SightingColumns } from '../probe/results/sightings.ts'
import { mostTail, PartStates } from './part-states.ts'
import { divideTail } from './tails.ts'

const folding = { suspects: [], held: columnsOf([]) }
const halfway = { waves: { begun: 1, windows: [] }, patience: [], folding, total: 2 } as unknown as Checkpoint
const atEnd = { ...halfway, waves: { begun: 2, windows: [] } } as unknown as Checkpoint

/** Records from one on; each has its number for an address. */
function records(first: number, end: number): SightingColumns[] {
  const count = end - first
  const zeros = { at: new Float64Array(count), rttMs: new Float32Array(count), port: new Uint16Array(count) }
  const addressIndex = new Float64Array(count).map((_, i) => first + i)
  return [{ count, addressIndex, ...zeros, transport: new Uint8Array(count), outcome: new Uint8Array(count) }]
}

it('each part gets back what it found after it last said where it was, however they took turns', () => {
  const part = fc.nat(2)
  const found = fc.record({ part, count: fc.integer({ min: 1, max: 4 }) })
  const deeds = fc.array(fc.oneof(found, fc.record({ part, count: fc.constant(0) })), { maxLength: 60 })
  fc.assert(
    fc.property(deeds, fc.nat(), (all, draw) => {
      let states = PartStates.of(3)
      const owners: number[] = []
      const since: number[][] = [[], [], []]
      const first = [0, 1, 2].map((each) => ({ part: each, count: 0 }))
      for (const [i, { part: one, count }] of [...first, ...all].entries()) {
        if (count === 0) {
          states.reached(one, halfway)
          since[one] = []
        } else states.found(one, count)
        for (let k = 0; k < count; k++) since[one]!.push(owners.push(one) - 1)
        if (i < 3 || i % 10 !== draw % 10) continue
        // It is killed, and goes on.
        const covered = states.saved!.map(({ results }) => results)
        const { tails, results } = divideTail(
          records(Math.min(...covered), owners.length),
          covered,
          ({ addressIndex }) => owners[addressIndex]!,
        )
        expect(results).toBe(owners.length)
        expect(tails.map(({ addressIndex }) => [...addressIndex])).toEqual(since)
        states = PartStates.resumed(
          tails.map((tail) => ({ checkpoint: halfway, tail })),
          covered,
          results,
        )
      }
    }),
  )
})

it('nothing is saved before each part has said where it is, nor when all have come to their end', () => {
  const states = PartStates.of(2)
  states.reached(0, halfway)
  expect(states.saved).toBeNull()
  states.reached(1, atEnd)
  expect(states.saved).toHaveLength(2)
  states.reached(0, atEnd)
  expect(states.saved).toBeNull()
})

it('does not end for a host that is still looked into, or whose answers are held back', () => {
  const suspect = { addressIndex: 0, transport: 0, answered: 100, open: 100, checkAt: 100 } as const
  const [held] = records(0, 1)
  for (const more of [{ suspects: [suspect] }, { held: held! }]) {
    const states = PartStates.of(1)
    states.reached(0, { ...atEnd, folding: { ...atEnd.folding, ...more } })
    expect(states.saved).toHaveLength(1)
  }
})

it('is not saved while more was found since than they could be told when they go on; that is forgotten', () => {
  const states = PartStates.of(2)
  states.found(1, 5)
  states.reached(0, halfway)
  states.reached(1, halfway)
  states.found(0, mostTail - 1)
  states.found(1, 1)
  const covered = states.saved!.map(({ results }) => results)
  expect(covered).toEqual([5, 5 + mostTail - 1])
  states.found(1, 1)
  expect(states.saved).toBeNull()

  const ownerOf = ({ addressIndex }: { addressIndex: number }) => Number(addressIndex >= 5 + mostTail - 1)
  const { tails, results } = divideTail(records(5, states.results), covered, ownerOf)
  expect(tails.map(({ count }) => count)).toEqual([mostTail - 1, 1])
  expect(results).toBe(5 + mostTail)
  states.reached(0, halfway)
  expect(states.saved).toHaveLength(2)
})

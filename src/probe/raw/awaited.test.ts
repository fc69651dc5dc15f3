import { expect, it } from 'vitest'
import { hostIs, turnsFor } from './awaited.ts'

const { missing, there, awaited } = hostIs
const alive = Uint8Array.of(there, missing, awaited, awaited, there, missing, awaited)

it('gives each host that is awaited to one scanner', () => {
  expect(turnsFor(alive, 2)).toEqual([Uint8Array.of(0, 1, 2, 0, 1), Uint8Array.of(0, 2, 1, 0, 2)])
  expect(turnsFor(Uint8Array.of(there, missing), 2)).toBeNull()
  expect(turnsFor(null, 1)).toBeNull()
})

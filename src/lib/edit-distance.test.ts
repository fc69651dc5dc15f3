import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance } from './edit-distance.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })

describe('editDistance', () => {
  it.each([
    ['redis', 'redis', 0],
    ['redsi', 'redis', 1],
    ['rdis', 'redis', 1],
    ['rediss', 'redis', 1],
    ['', 'ssh', 3],
    ['kitten', 'sitting', 3],
  ])('%s to %s: %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))

  it('is the same both ways, and nothing only between equals', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
    )
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ElementIndex } from './element-index.ts'
import { isElement } from './match.ts'
import type { Element, Place } from './ruleset.ts'

const place: fc.Arbitrary<Place> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(fc.nat(60), fc.nat(9)).map(([first, more]) => [BigInt(first), BigInt(first + more)] as const),
  },
  fc.constantFrom<Place>(true, 'eth*'),
)
const elements = fc.array(fc.tuple(place, place), { minLength: 32, maxLength: 60 })
const value = fc
  .tuple(fc.nat(70), fc.constantFrom(0, 0, 0, 5))
  .map(([at, more]) => [BigInt(at), BigInt(at + more)] as const)

it('leaves out no element that holds', () => {
  let left = 0
  fc.assert(
    fc.property(elements, value, value, (all: readonly Element[], one, other) => {
      const found = ElementIndex.of(all)!.mayHold([one, other])
      const holding = all.flatMap((element, i) => (isElement([one, other], element) === 'no' ? [] : [i]))
      if (found === null) return
      expect(found.filter((i) => holding.includes(i))).toEqual(holding)
      left += found.length < all.length ? 1 : 0
    }),
  )
  expect(left).toBeGreaterThan(10)
})

it('is not made for few', () => {
  expect(ElementIndex.of([[true]])).toBeNull()
})

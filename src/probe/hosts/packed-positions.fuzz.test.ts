import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packPositions, unpackPositions } from './packed-positions.ts'

const limit = 2 ** 53

it('come back as they were, in any order', () => {
  const positions = fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(300)))
  fc.assert(
    fc.property(positions, (given) => {
      const bytes = packPositions(given)
      expect(unpackPositions(bytes, limit)).toEqual(given)
      const most = Math.max(0, ...given)
      if (given.length > 0) expect(unpackPositions(bytes, most)).toBeNull()
    }),
  )
})

it('are small when they are near each other', () => {
  const everyThousandth = Array.from({ length: 1000 }, (_, i) => 1000 * i)
  expect(packPositions(everyThousandth).length).toBeLessThanOrEqual(2000)
})

it('of any bytes are below the limit, and no more than those, or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.maxSafeNat(), (bytes, below) => {
      const positions = unpackPositions(bytes, below)
      if (positions === null) return
      expect(positions.length).toBeLessThanOrEqual(bytes.length)
      expect(positions.every((each) => Number.isSafeInteger(each) && each >= 0 && each < below)).toBe(true)
    }),
  )
  expect(unpackPositions(Uint8Array.of(0x80), limit)).toBeNull()
  expect(unpackPositions(new Uint8Array(9).fill(0xff), limit)).toBeNull()
  expect(unpackPositions(Uint8Array.of(0x41), limit)).toBeNull()
})

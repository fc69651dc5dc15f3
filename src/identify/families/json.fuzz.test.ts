import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonObject } from './json.ts'

it('is an object or null, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      const value = jsonObject(text)
      expect(value === null || (typeof value === 'object' && !Array.isArray(value))).toBe(true)
    }),
  )
})

it('takes deep and long text', () => {
  expect(jsonObject('{"a":'.repeat(30_000))).toBeNull()
  expect(jsonObject('['.repeat(65_000))).toBeNull()
  expect(jsonObject('{"name":"\xc3\xa9"}')).toEqual({ name: 'é' })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePackageCache } from './package-cache.ts'

function check(text: string): void {
  for (const [path, owner] of decodePackageCache(text, 'stamp')) {
    expect(typeof path).toBe('string')
    expect(owner === null || typeof owner === 'string').toBe(true)
  }
}

test('any text', () => fc.assert(fc.property(fc.string({ maxLength: 1000, unit: 'binary' }), check)))

test('any JSON', () => {
  fc.assert(fc.property(fc.json(), check))
  fc.assert(fc.property(fc.jsonValue(), (owners) => check(JSON.stringify({ stamp: 'stamp', owners }))))
})

test('keeps what is sound, cut off or too much it drops', () => {
  const text = JSON.stringify({ stamp: 'stamp', owners: { '/a': 'b', '/c': null, '/d': 1, '/e': 'x'.repeat(5000) } })
  expect(decodePackageCache(text, 'stamp')).toEqual(
    new Map([
      ['/a', 'b'],
      ['/c', null],
    ]),
  )
  for (let length = 0; length < text.length; length++)
    expect(decodePackageCache(text.slice(0, length), 'stamp').size).toBe(0)
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`/${index}`, null]))
  expect(decodePackageCache(JSON.stringify({ stamp: 'stamp', owners: many }), 'stamp').size).toBe(10_000)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, cutText, cutToWidth, displayWidth, groupDigits } from './text.ts'

test('numbers are grouped by commas whatever the locale', () => {
  expect([0, 999, 1000, 65520, 1234567].map(groupDigits)).toEqual(['0', '999', '1,000', '65,520', '1,234,567'])
  expect([count(1, 'host'), count(1200, 'host'), count(2, 'entry', 'entries')]).toEqual([
    '1 host',
    '1,200 hosts',
    '2 entries',
  ])
})

test('wide, combining and plain characters take the columns that terminals give them', () => {
  expect(displayWidth('plain')).toBe(5)
  expect(displayWidth('日本')).toBe(4)
  expect(displayWidth('é')).toBe(1)
  expect(displayWidth('🔥')).toBe(2)
})

test('cutting to a width never exceeds it and leaves what fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, width) => {
      const cut = cutToWidth(text, width)
      expect(displayWidth(cut)).toBeLessThanOrEqual(width)
      if (displayWidth(text) <= width) expect(cut).toBe(text)
      else if (width > 0) expect(cut.endsWith('…')).toBe(true)
    }),
  )
  expect(cutToWidth('anything', Number.POSITIVE_INFINITY)).toBe('anything')
})

test('cutting text keeps the bound and never splits a pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 20 }), (text, limit) => {
      const cut = cutText(text, limit)
      expect(cut.length).toBeLessThanOrEqual(limit)
      expect(cut).not.toMatch(/[\ud800-\udbff]…$/)
    }),
  )
})

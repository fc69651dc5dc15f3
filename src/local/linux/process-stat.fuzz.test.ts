import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBootTime, decodeCommandLine, decodeProcessStat, startInstant } from './process-stat.ts'

const anyText = fc.string({ maxLength: 2000, unit: 'binary' })
const genuine = `812 (node) S 1 812 812 0 -1 4194560 ${'7 '.repeat(12)}123456 9000 42 0`

test('any text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const stat = decodeProcessStat(text)
      if (stat !== null) expect(stat.name.length).toBeLessThanOrEqual(64)
      const second = decodeBootTime(text)
      expect(second === null || second >= 0).toBe(true)
      expect(decodeCommandLine(text).join('\0').length).toBeLessThanOrEqual(text.length)
    }),
  )
})

test('any name, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 15, unit: 'binary' }), (name) => {
      expect(decodeProcessStat(genuine.replace('node', () => name))).toEqual({ name, parent: 1, startTicks: 123_456 })
    }),
  )
})

test('cut off anywhere, and huge', () => {
  for (let length = 0; length < genuine.length; length++) {
    const stat = decodeProcessStat(genuine.slice(0, length))
    expect(stat === null || stat.name === 'node').toBe(true)
  }
  expect(decodeProcessStat('('.repeat(1_000_000))).toBeNull()
  expect(decodeProcessStat(`1 (${'x'.repeat(1_000_000)})${' 1'.repeat(100_000)}`)?.name).toHaveLength(64)
  expect(decodeCommandLine('\0'.repeat(100_000))).toEqual([])
})

test('any start gives an instant or none', () => {
  fc.assert(
    fc.property(fc.nat(), fc.maxSafeNat(), (second, ticks) => {
      const instant = startInstant(second, ticks)
      expect(instant === null || !Number.isNaN(Date.parse(instant))).toBe(true)
    }),
  )
})

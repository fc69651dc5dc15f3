import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linesOf } from './lines.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portreeve-lines-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function linesIn(text: string): string[] {
  const file = join(folder, 'table')
  writeFileSync(file, text, 'latin1')
  return [...linesOf(file)]
}

test('the lines of any text, wherever the pieces that are read end', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'ÿ', ' '), maxLength: 4000 })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const whole = lines.map((text) => `${text}\n`).join('')
      expect(linesIn(whole)).toEqual(lines)
    }),
    { numRuns: 50 },
  )
})

test('a last line without an end is one', () => expect(linesIn('a\nb')).toEqual(['a', 'b']))

test('a line that is too long is left out, and only that', () => {
  const long = 'x'.repeat(200_000)
  expect(linesIn(`a\n${long}\nb\n`)).toEqual(['a', 'b'])
  expect(linesIn(`a\n${'x'.repeat(5000)}\nb`)).toEqual(['a', 'b'])
  expect(linesIn(`a\n${long}`)).toEqual(['a'])
})

test('a file that is not there is an error', () => {
  expect(() => [...linesOf(join(folder, 'none'))]).toThrow('ENOENT')
})

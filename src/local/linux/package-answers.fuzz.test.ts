import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDpkgSearch, decodeRpmQuery } from './package-answers.ts'

const pieces = fc.constantFrom(': /', ', ', ':amd64', 'diversion by ', ' from', ' to', '\n', '\t', '/bin/x', 'name')
const texts = fc.oneof(
  fc.string({ maxLength: 2000, unit: 'binary' }),
  fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 80 }).map((parts) => parts.join('')),
)

function check(text: string): void {
  for (const [path, owner] of decodeDpkgSearch(text)) {
    expect(path.startsWith('/')).toBe(true)
    expect(owner.length).toBeLessThanOrEqual(256)
  }
  for (const path of decodeRpmQuery(text, new Set(['/bin/x'])).keys()) expect(path).toBe('/bin/x')
}

test('any text', () => fc.assert(fc.property(texts, check)))

test('cut off anywhere, and huge', () => {
  const text = 'diversion by dash from: /bin/sh\nlibc6:amd64, libc6:i386: /lib/ld.so\n/bin/x\tname\n'
  for (let length = 0; length <= text.length; length++) check(text.slice(0, length))
  check(text.repeat(20_000))
  check(`${'a'.repeat(1_000_000)}: /x`)
  check(`${'a, '.repeat(300_000)}: /x`)
})

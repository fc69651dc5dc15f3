import fc from 'fast-check'
import { expect, test } from 'vitest'
import { containerOf, decodeCgroups, unescapeUnit, unitOf } from './cgroup.ts'

const pieces = fc.constantFrom(
  '/',
  ':',
  '0::',
  '1:name=systemd:',
  'docker-',
  'user@1.service',
  '.slice',
  '.scope',
  '\\x2d',
  '\n',
  'kubepods',
  'pod',
  'a'.repeat(64),
)
const texts = fc.oneof(
  fc.string({ maxLength: 3000, unit: 'binary' }),
  fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 60 }).map((parts) => parts.join('')),
)

function check(text: string): void {
  const paths = decodeCgroups(text)
  expect(paths.length).toBeLessThanOrEqual(64)
  for (const path of paths) expect(path.length).toBeLessThanOrEqual(4096)
  expect(unitOf(paths[0] ?? '')?.id.length ?? 0).toBeLessThanOrEqual(255)
  expect(containerOf(paths)?.id.length ?? 0).toBeLessThanOrEqual(255)
}

test('any text', () => fc.assert(fc.property(texts, check)))

test('a genuine text cut off anywhere', () => {
  const text = `1:name=systemd:/system.slice/docker-${'a'.repeat(64)}.scope\n0::/user.slice/user-1.slice/user@1.service/a.service\n`
  for (let length = 0; length <= text.length; length++) check(text.slice(0, length))
})

test('huge texts', () => {
  check('0::/'.repeat(500_000))
  check(`0::${'/a.service'.repeat(200_000)}`)
  check(`0::/${'\\x2d'.repeat(300_000)}.service`)
  check('\n'.repeat(1_000_000))
})

test('unescaping keeps everything that is no escape', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const kept = text.replaceAll('\\', '')
      expect(unescapeUnit(kept)).toBe(kept)
      expect(unescapeUnit(`${kept}\\x2d`)).toBe(`${kept}-`)
    }),
  )
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entryFor, missingFrom } from './complete-lock.mjs'

test('package-lock.json names every optional package, so that npm ci takes it on every system', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
  expect(
    missingFrom(lock.packages).map(({ name }) => name),
    'run node tools/complete-lock.mjs',
  ).toEqual([])
})

test('what is missing is found, and its system read off its name', () => {
  const by = { version: '1.0.0', dev: true, license: 'MIT', optionalDependencies: { '@x/y-linux-arm64-musl': '1.0.0' } }
  expect(missingFrom({ 'node_modules/x': by })).toEqual([{ name: '@x/y-linux-arm64-musl', version: '1.0.0', by }])
  expect(missingFrom({ 'node_modules/x': by, 'node_modules/@x/y-linux-arm64-musl': { version: '1.0.0' } })).toEqual([])
  expect(entryFor({ name: '@x/y-linux-arm64-musl', version: '1.0.0', by })).toEqual({
    version: '1.0.0',
    cpu: ['arm64'],
    dev: true,
    libc: ['musl'],
    license: 'MIT',
    optional: true,
    os: ['linux'],
  })
  expect(() => entryFor({ name: 'fsevents', version: '~2.3.3', by })).toThrow(/fsevents/)
})

import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PackageCache } from './package-cache.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portreeve-test-'))
  file = join(folder, 'deep', 'packages.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const answers = new Map([
  ['/usr/bin/perl', 'perl-base'],
  ['/opt/own', null],
])

test('keeps answers until the database changes', () => {
  new PackageCache('dpkg 1', file).add(answers)
  expect(new PackageCache('dpkg 1', file).owners).toEqual(answers)
  expect(new PackageCache('dpkg 2', file).owners.size).toBe(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('does not believe a file that others may write', () => {
  new PackageCache('dpkg 1', file).add(answers)
  chmodSync(file, 0o666)
  expect(new PackageCache('dpkg 1', file).owners.size).toBe(0)
})

test('a broken file is begun anew', () => {
  new PackageCache('dpkg 1', file).add(answers)
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20))
  const cache = new PackageCache('dpkg 1', file)
  expect(cache.owners.size).toBe(0)
  cache.add(answers)
  expect(new PackageCache('dpkg 1', file).owners).toEqual(answers)
})

test('a place that cannot be written is no failure', () => {
  const cache = new PackageCache('dpkg 1', '/proc/portreeve/packages.json')
  cache.add(answers)
  expect(cache.owners).toEqual(answers)
})

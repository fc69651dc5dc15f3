import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderPrefix, staleFolders } from './namespaces.ts'

test('only folders that a dead lab of ours made are stale', () => {
  const parent = mkdtempSync(join(tmpdir(), 'portreeve-stale-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const dead = spawnSync('true').pid
  const left = join(parent, `${folderPrefix(dead, 'crash')}x`)
  for (const name of [`pr-${dead}-review`, `${folderPrefix(process.pid, 'alive')}x`]) mkdirSync(join(parent, name))
  writeFileSync(join(parent, `${folderPrefix(dead, 'file')}x`), '')
  symlinkSync('/etc', join(parent, `${folderPrefix(dead, 'link')}x`))
  mkdirSync(left)
  expect(staleFolders(parent)).toEqual([left])
})

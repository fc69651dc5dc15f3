import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { changeSetting, restoreSettings } from './machine-settings.ts'

test('what a lab changed is put back by whoever finds its folder, as it was before the first change', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-settings-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = ['most', 'least'].map((name) => join(folder, name))
  for (const file of files) writeFileSync(file, '7\n')
  restoreSettings(folder)
  for (const value of ['8', '9']) for (const file of files) changeSetting(folder, file, value)
  const contents = () => files.map((file) => readFileSync(file, 'utf8'))
  expect(contents()).toEqual(['9', '9'])
  restoreSettings(folder)
  expect(contents()).toEqual(['7\n', '7\n'])
})

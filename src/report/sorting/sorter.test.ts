import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openFilesIn } from '../../../test/open-files.ts'
import { OperationError } from '../../lib/errors.ts'
import { RunFile } from './run-file.ts'
import { countDistinct, Sorter } from './sorter.ts'

interface Item {
  readonly key: string
  readonly place: number
  readonly text: string
}

const items = fc
  .array(fc.record({ key: fc.string({ unit: 'binary', maxLength: 3 }), text: fc.string({ unit: 'binary' }) }))
  .map((all) => all.map((item, place) => ({ ...item, place })))

const keyOf = ({ key }: Item) => key
const inMemory = (all: readonly Item[]) =>
  [...all].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.place - b.place))

/** A folder for temporary files that nobody else uses. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-sorter-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

afterEach(() => {
  vi.unstubAllEnvs()
})

test('the order is that of a stable sort in memory, however long the runs are, each time it is gone through', () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 20 }), (all, runLength) => {
      const sorter = new Sorter<Item>({ key: keyOf, weight: () => 1000, memory: 1000 * runLength })
      for (const item of all) sorter.add(item)
      const sorted = sorter.sorted()
      expect([...sorted]).toEqual(inMemory(all))
      expect([...sorted]).toEqual(inMemory(all))
      sorter.close()
    }),
  )
})

test('texts longer than a read buffer come back whole', () => {
  const long = ['ä'.repeat(100_000), 'x'.repeat(200_000), '\n\0"\ud800']
  const sorter = new Sorter<string>({ key: (text) => text, weight: () => 1, memory: 1 })
  for (const text of long) sorter.add(text)
  expect([...sorter.sorted()]).toEqual([...long].sort((a, b) => (a < b ? -1 : 1)))
  sorter.close()
})

test('without a weight all stays in memory, and comes back as an array', () => {
  const sorter = new Sorter<Item>({ key: keyOf, memory: 1 })
  sorter.add({ key: 'b', place: 0, text: '' })
  sorter.add({ key: 'a', place: 1, text: '' })
  expect(sorter.sorted()).toEqual([
    { key: 'a', place: 1, text: '' },
    { key: 'b', place: 0, text: '' },
  ])
})

test('counts different texts', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 })), fc.integer({ min: 1, max: 1000 }), (texts, memory) => {
      expect(countDistinct(texts, memory)).toBe(new Set(texts).size)
    }),
  )
})

test('leaves no name behind while it works', () => {
  const folder = ownFolder()
  vi.stubEnv('TMPDIR', folder)
  const sorter = new Sorter<string>({ key: (text) => text, weight: () => 1, memory: 1 })
  sorter.add('a')
  expect(readdirSync(folder)).toEqual([])
  sorter.close()
})

test('a run that could not be written takes no room', (ctx) => {
  if (!existsSync('/proc/self/fd')) ctx.skip('no procfs on this system')
  const folder = ownFolder()
  const file = new RunFile(folder)
  file.write(['kept'])
  const breaking = function* () {
    yield 'x'.repeat(300_000)
    throw new Error('no space left')
  }
  expect(() => file.write(breaking())).toThrow('no space left')
  expect(openFilesIn(folder).map((file) => statSync(file).size)).toEqual(['kept\n'.length])
  file.close()
})

test('a folder that takes no file is told, and what was added can still be read', () => {
  vi.stubEnv('TMPDIR', '/nowhere')
  const sorter = new Sorter<string>({ key: (text) => text, weight: () => 1, memory: 1 })
  const message = /^the records are too many .* \/nowhere does not take them: .* TMPDIR/
  for (const text of ['b', 'a']) {
    expect(() => sorter.add(text)).toThrow(OperationError)
    expect(() => sorter.add(text)).toThrow(message)
  }
  expect(sorter.sorted()).toEqual(['a', 'a', 'b', 'b'])
})

test('more records than memory holds are sorted in a heap of 64 MiB', async () => {
  const script = `import { Sorter } from ${JSON.stringify(new URL('sorter.ts', import.meta.url).href)}
    const sorter = new Sorter({ key: ({ key }) => key, weight: () => 400 })
    // 7,368,787 is a prime: the remainders are all different, and in no order.
    for (let i = 1; i <= 400_000; i++) {
      sorter.add({ key: String((i * 5_000_011) % 7_368_787).padStart(7, '0'), text: 'x'.repeat(150) + i })
    }
    let [count, last, inOrder] = [0, '', true]
    for (const { key } of sorter.sorted()) {
      inOrder &&= last < key
      last = key
      count += 1
    }
    console.log(count, inOrder)`
  const flags = ['--max-old-space-size=64', '--import', import.meta.resolve('tsx'), '--input-type=module']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', script])
  expect(stdout).toBe('400000 true\n')
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, truncateSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFilesIn } from '../../test/open-files.ts'
import { UsageError } from '../lib/errors.ts'
import { goldenHead, goldenScan, goldenScanSummary } from './golden-inventory.ts'
import { parseOutputSpec } from './select-format.ts'
import type { ReportSink } from './sink.ts'
import { openSinks } from './sink.ts'

let folder = ''
let warnings: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portreeve-sink-'))
  warnings = []
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

class Memory extends Writable {
  text = ''
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function open(
  outputs: readonly string[],
  stdout: Writable = new Memory(),
  more: { memory?: number } = {},
): Promise<ReportSink<'scan'>> {
  const specs = await Promise.all(outputs.map(parseOutputSpec))
  return openSinks(specs, goldenHead('scan'), {
    terminal: { colour: false, width: 80, ...more },
    stdout,
    warn: (line) => warnings.push(line),
  })
}

const at = (name: string) => join(folder, name)
const feed = async (sink: ReportSink<'scan'>) => {
  for (const record of goldenScan) await sink.record(record)
}

test('one report goes to several places, each in its format; files get their names at the end', async () => {
  const stdout = new Memory()
  const sink = await open([at('a.json'), `csv:${at('b:c.dat')}`, 'jsonl:-'], stdout)
  await feed(sink)
  expect((await readdir(folder)).sort()).toEqual(['a.json.partial', 'b:c.dat.partial'])
  expect(await sink.finish(goldenScanSummary)).toBe('whole')
  expect((await readdir(folder)).sort()).toEqual(['a.json', 'b:c.dat'])
  const written: { records: unknown[] } = JSON.parse(await readFile(at('a.json'), 'utf8'))
  expect(written.records).toHaveLength(goldenScan.length)
  expect(stdout.text.trimEnd().split('\n')).toHaveLength(goldenScan.length)
  expect(warnings).toEqual([])
})

test('many records at once read as one after the other', async () => {
  const [single, many] = [new Memory(), new Memory()]
  const all = Array.from({ length: 500 }, (_, i) => ({ ...goldenScan[0]!, port: i + 1 }))
  const one = await open(['jsonl:-'], single)
  for (const record of all) await one.record(record)
  await one.finish(goldenScanSummary)
  const other = await open(['jsonl:-'], many)
  await other.records(all)
  await other.finish(goldenScanSummary)
  expect(many.text).toBe(single.text)
  expect(many.text.trimEnd().split('\n')).toHaveLength(all.length)
})

test('broken off: the partial file stays, holds what is known, and is named; an older report is untouched', async () => {
  await writeFile(at('a.json'), 'older')
  const sink = await open([at('a.json')])
  await sink.record(goldenScan[0]!)
  await sink.abandon(new Error('interrupted'))
  expect(await readFile(at('a.json'), 'utf8')).toBe('older')
  const kept: { interrupted: string } = JSON.parse(await readFile(at('a.json.partial'), 'utf8'))
  expect(kept.interrupted).toBe('interrupted')
  expect(warnings).toEqual([`${at('a.json')} is not complete; what was written is in ${at('a.json.partial')}`])
})

test.each([
  ['no/such/dir.json', /the directory does not exist/],
  ['file/x.json', /the directory does not exist/],
  ['json:dir', /is a directory/],
  ['report.docx', /no format has this ending; use one of .*\.json/],
  ['nmap-xml:', /a file name is missing/],
])('%s is refused before anything begins, and leaves nothing behind', async (name, message) => {
  await mkdir(at('dir'))
  await writeFile(at('file'), '')
  const colon = name.indexOf(':')
  const spec = name.endsWith(':') ? name : name.slice(0, colon + 1) + at(name.slice(colon + 1))
  const opening = open([at('good.json'), spec])
  await expect(opening).rejects.toThrow(message)
  await expect(opening).rejects.toBeInstanceOf(UsageError)
  expect((await readdir(folder)).sort()).toEqual(['dir', 'file'])
})

test('two outputs to one file are refused, even by way of a link', async () => {
  await symlink(folder, at('link'))
  await expect(open([at('a.json'), `csv:${at('link/a.json')}`])).rejects.toThrow(/two outputs go to/)
  await expect(open(['json:-', 'csv:-'])).rejects.toThrow(/two outputs go to standard output/)
})

test('a link in the place of the partial file is not followed', async () => {
  await writeFile(at('precious'), 'precious')
  await symlink(at('precious'), at('a.json.partial'))
  await expect(open([at('a.json')])).rejects.toThrow(/symbolic link/)
  expect(await readFile(at('precious'), 'utf8')).toBe('precious')
})

test('a directory that takes no files is found before the work starts', async (ctx) => {
  // Not even root may make files in sysfs.
  if (!existsSync('/sys/kernel')) ctx.skip('no sysfs on this system')
  await expect(open(['/sys/kernel/portreeve.json'])).rejects.toThrow(/no permission|read-only/)
})

test('a directory that exists is not said to be missing', async (ctx) => {
  // No file can be made in procfs, and the system's word for it is that of a missing directory.
  if (!existsSync('/proc/self')) ctx.skip('no procfs on this system')
  await expect(open(['/proc/r.json'])).rejects.toThrow(/^-o "\/proc\/r\.json": no file can be made there \(ENOENT\)$/)
})

test('a format that cannot hold the kind is refused', async () => {
  const specs = [await parseOutputSpec(at('a.xml'))]
  const options = { terminal: { colour: false, width: 80 }, stdout: new Memory(), warn: () => {} }
  await expect(openSinks(specs, goldenHead('ports'), options)).rejects.toThrow(/nmap-xml cannot hold a ports report/)
})

test('a full device is told once, the others go on, and the end says so', async (ctx) => {
  if (!existsSync('/dev/full')) ctx.skip('no /dev/full on this system')
  const sink = await open(['jsonl:/dev/full', at('a.json')])
  await feed(sink)
  expect(await sink.finish(goldenScanSummary)).toBe('failed')
  expect(warnings).toEqual(['/dev/full: no space left on the device'])
  expect(await readdir(folder)).toEqual(['a.json'])
  expect(existsSync('/dev/full')).toBe(true)
})

test('nowhere to sort: told once, with what is known, and the others go on', async () => {
  const stdout = new Memory()
  const sink = await open(['table:-', at('a.jsonl')], stdout, { memory: 1 })
  vi.stubEnv('TMPDIR', '/nowhere')
  await sink.records(goldenScan)
  await sink.records(goldenScan)
  expect(await sink.finish(goldenScanSummary)).toBe('failed')
  expect(warnings).toEqual([expect.stringMatching(/^standard output: the records are too many .* TMPDIR/)])
  expect(stdout.text).toMatch(/^Interrupted: the records are too many/)
  expect(stdout.text).toContain(goldenScan[0]!.address)
  expect((await readFile(at('a.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(2 * goldenScan.length)
})

test.for(['finish', 'abandon'] as const)('a report that cannot be read back lets the others %s', async (how, ctx) => {
  if (!existsSync('/proc/self/fd')) ctx.skip('no procfs on this system')
  vi.stubEnv('TMPDIR', folder)
  const sink = await open(['table:-', at('a.json')], new Memory(), { memory: 1 })
  await sink.records(goldenScan)
  for (const file of openFilesIn(at('portreeve-'))) truncateSync(file)
  if (how === 'finish') expect(await sink.finish(goldenScanSummary)).toBe('failed')
  else await sink.abandon(new Error('interrupted'))
  expect(warnings[0]).toBe('standard output: a temporary file has become shorter')
  expect(await readdir(folder)).toEqual([how === 'finish' ? 'a.json' : 'a.json.partial'])
})

test('a reader that went away ends it quietly, and asks for no more', async () => {
  const reader = spawn('sh', ['-c', 'exec 0<&-'], { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(reader, 'exit')
  const sink = await open(['jsonl:-'], reader.stdin)
  await ended
  while (!sink.unwanted.aborted) await sink.record(goldenScan[0]!)
  expect(await sink.finish(goldenScanSummary)).toBe('unwanted')
  expect(warnings).toEqual([])
})

test('a pipe that a shell names by its number is written as it is', async (ctx) => {
  if (!existsSync('/dev/fd')) ctx.skip('no /dev/fd on this system')
  // What bash makes of `-o csv:>(gzip)`: a path that can be opened, but leads to no name.
  const script = `
    import { openChannels } from ${JSON.stringify(new URL('channels.ts', import.meta.url).href)}
    const channels = await openChannels(['/dev/fd/3'], { stdout: process.stdout, warn: console.error })
    await channels.push(['through the pipe'])
    console.error(await channels.commit())`
  const node = [process.execPath, '--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script]
  const child = spawn('sh', ['-c', '"$0" "$@" 3>&1 >&2 | cat', ...node], { stdio: ['ignore', 'pipe', 'pipe'] })
  expect(await Promise.all([text(child.stdout), text(child.stderr)])).toEqual(['through the pipe', 'whole\n'])
})

test('/dev/stdout is standard output, as - is', async () => {
  expect(await parseOutputSpec('csv:/dev/stdout')).toEqual({ format: 'csv', path: null })
})

test('a slow destination holds the source back', async () => {
  let release = () => {}
  let taken = 0
  const slow = new Writable({
    write(chunk: Buffer, _, done) {
      taken += chunk.length
      release = done
    },
  })
  const sink = await open(['jsonl:-'], slow)
  const bulky = { ...goldenScan[0]!, categoryReason: 'x'.repeat(60_000) }
  let given = 0
  const giving = (async () => {
    for (; given < 40; given++) await sink.record(bulky)
    await sink.finish(goldenScanSummary)
  })()
  // Every turn of the loop lets all that is ready happen; the source must come to rest before it gave everything.
  for (let last = -1; last !== given; ) {
    last = given
    await new Promise((turn) => setImmediate(turn))
  }
  expect(given).toBeLessThan(10)
  const pump = setInterval(() => release(), 0)
  await giving
  clearInterval(pump)
  expect(taken).toBeGreaterThan(40 * 60_000)
})

const noted = { ...goldenScanSummary, notes: ['a limit was met'] }

test('what no destination has room for is told', async () => {
  const sink = await open([at('a.csv'), 'jsonl:-'])
  await sink.finish(noted)
  expect(warnings).toEqual([
    expect.stringMatching(/^note: 192\.0\.2\.66 answers on everything \(tcp\): .* Folded; 65,225 not probed\.$/),
    'note: a limit was met',
  ])
})

test.each(['json', 'html', 'md', 'txt'])('notes are told once: %s holds them', async (extension) => {
  const sink = await open([`${extension === 'txt' ? 'table:' : ''}${at(`a.${extension}`)}`, 'jsonl:-'])
  await sink.finish(noted)
  expect(warnings).toEqual([])
  expect(await readFile(at(`a.${extension}`), 'utf8')).toContain('a limit was met')
})

test('of many folded hosts the first are told, and how many there are', async () => {
  const [host] = goldenScanSummary.pseudoServices
  const pseudoServices = Array.from({ length: 5000 }, () => host!)
  const sink = await open(['jsonl:-'])
  await sink.finish({ ...noted, pseudoServices })
  expect(warnings).toHaveLength(10)
  expect(warnings[8]).toBe('note: 4,992 more answer on everything. Folded; 325,603,200 not probed.')
})

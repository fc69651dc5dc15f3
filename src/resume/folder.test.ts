import { execFileSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openFilesIn } from '../../test/open-files.ts'
import { ScanFolder } from './folder.ts'
import { giveTo, makeFolder } from './places.ts'

const id = '20261122-061339-3fa8'
const nobody = 65_534

describe.runIf(process.platform === 'linux')('the folder of a scan', () => {
  let home = ''
  let scans = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'portreeve-test-'))
    scans = join(home, 'state', 'scans')
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('is there by its name when it is published, locked, and gone when it is removed', async () => {
    const folder = await ScanFolder.create(scans, id)
    await folder.replace('state.json', 'old')
    await folder.replace('state.json', 'new')
    const file = await folder.appendTo('results', 0)
    await file.write('abcdef')
    await file.close()
    await (await folder.appendTo('results', 4)).close()
    expect(readdirSync(scans)).toEqual([`.${id}`])
    folder.publish()
    expect(readdirSync(join(scans, id)).sort()).toEqual(['results', 'state.json'])
    expect(statSync(join(scans, id)).mode & 0o777).toBe(0o700)
    expect(String(folder.read('state.json'))).toBe('new')
    expect(String(folder.readPart('results', 1, 2))).toBe('bc')
    expect(String(folder.readPart('results', 4, 2))).toBe('')
    expect(folder.readPart('results', 5, 2)).toBeNull()
    expect(folder.read('hosts')).toBeNull()
    await expect(ScanFolder.open(scans, id)).rejects.toThrow(`scan ${id} is under way in another process`)
    folder.remove()
    expect(readdirSync(scans)).toEqual([])
    await expect(ScanFolder.open(scans, id)).rejects.toThrow(`there is no scan ${id} to resume`)
  })

  it('reads no pipe, which would never end, no link, and nothing that is too large', async () => {
    const folder = await ScanFolder.create(scans, id)
    execFileSync('mkfifo', [join(folder.path, 'state.json'), join(folder.path, 'results')])
    symlinkSync('/etc/passwd', join(folder.path, 'hosts'))
    writeFileSync(join(folder.path, 'scan.json'), '1234')
    expect(() => folder.read('state.json')).toThrow('state.json is no file')
    expect(() => folder.read('hosts')).toThrow('hosts cannot be read (ELOOP)')
    expect(() => folder.read('scan.json', 3)).toThrow('scan.json is too large to be one of a scan')
    await expect(folder.appendTo('results', 0)).rejects.toThrow()
    await expect(folder.appendTo('hosts', 0)).rejects.toThrow('ELOOP')
    folder.close()
  })

  it('is written to wherever it has gone, not what was put in its place', async () => {
    const folder = await ScanFolder.create(scans, id)
    const elsewhere = join(home, 'elsewhere')
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, 'hosts'), 'theirs')
    renameSync(folder.path, join(home, 'moved'))
    symlinkSync(elsewhere, folder.path)
    await folder.replace('hosts', 'ours')
    await (await folder.appendTo('results', 0)).close()
    expect(readdirSync(elsewhere)).toEqual(['hosts'])
    expect(readFileSync(join(elsewhere, 'hosts'), 'utf8')).toBe('theirs')
    expect(readdirSync(join(home, 'moved')).sort()).toEqual(['hosts', 'results'])
    expect(() => folder.remove()).toThrow('ENOTDIR')
    expect(existsSync(join(elsewhere, 'hosts'))).toBe(true)
  })

  it('in the home of another user belongs to that user, and those above it that are new', async (ctx) => {
    if (process.getuid?.() !== 0) ctx.skip('only root can give something away')
    chownSync(home, nobody, nobody)
    const folder = await ScanFolder.create(scans, id)
    await folder.replace('state.json', '{}')
    await (await folder.appendTo('results', 0)).close()
    const made = [scans, folder.path, join(folder.path, 'state.json'), join(folder.path, 'results')]
    expect(made.map((path) => statSync(path).uid)).toEqual(made.map(() => nobody))
    folder.close()
  })

  it('keeps nothing of a file that could not be put in its place', async () => {
    const folder = await ScanFolder.create(scans, id)
    mkdirSync(join(folder.path, 'state.json'))
    await expect(folder.replace('state.json', '{}')).rejects.toThrow('EISDIR')
    expect(readdirSync(folder.path)).toEqual(['state.json'])
    folder.close()
  })

  it('keeps no file that cannot be given to its owner, neither there nor open', async (ctx) => {
    if (process.getuid?.() !== 0) ctx.skip('only root can give something away')
    chownSync(home, nobody, nobody)
    const folder = await ScanFolder.create(scans, id)
    const any = await open('/dev/null')
    const chown = vi.spyOn(Object.getPrototypeOf(any), 'chown').mockRejectedValue(new Error('EPERM'))
    onTestFinished(() => chown.mockRestore())
    await any.close()
    await expect(folder.appendTo('results', 0)).rejects.toThrow('EPERM')
    expect(readdirSync(folder.path)).toEqual([])
    expect(openFilesIn(folder.path)).toHaveLength(1)
    folder.close()
  })

  it("is given away when it is root's, and empty", (ctx) => {
    if (process.getuid?.() !== 0) ctx.skip('only root can give something away')
    const [empty, full, other] = ['empty', 'full', 'other'].map((name) => join(home, name))
    for (const path of [empty!, full!, other!]) mkdirSync(path)
    mkdirSync(join(full!, 'something'))
    chownSync(other!, 1, 1)
    for (const path of [empty!, full!, other!]) giveTo({ uid: nobody, gid: nobody }, path)
    expect([empty, full, other].map((path) => statSync(path!).uid)).toEqual([nobody, 0, 1])
  })

  it('that cannot be filled is not left behind, nor locked', async () => {
    const folder = await ScanFolder.create(scans, id)
    await expect(folder.orNothing(Promise.reject(new Error('ENOSPC')))).rejects.toThrow('ENOSPC')
    expect(readdirSync(scans)).toEqual([])
    const again = await ScanFolder.create(scans, id)
    writeFileSync(join(again.path, 'notes.txt'), 'not of ours')
    expect(() => again.remove()).toThrow('ENOTEMPTY')
    renameSync(again.path, join(scans, id))
    const third = await ScanFolder.open(scans, id)
    third.close()
  })

  it('is refused when it is there, and those above it may be', () => {
    makeFolder(join(scans, 'one'))
    makeFolder(join(scans, 'two'))
    expect(() => makeFolder(join(scans, 'two'))).toThrow('EEXIST')
  })
})

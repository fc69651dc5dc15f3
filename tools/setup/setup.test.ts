import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-setup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An `import` of one of the modules beside this file, for a script that runs in a process of its own. */
const importing = (names: string, module: string) =>
  `import { ${names} } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, module)).href)}\n`

const runScript = (script: string) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })

describe('the node version', () => {
  test.each(['18.20.4', '20.18.9', '19.99.0'])('%s is too old, which is said in one line', (version) => {
    const { status, stderr } = runScript(`${importing('requireNode', 'node-version.mjs')}requireNode('${version}')`)
    expect(status).toBe(3)
    expect(stderr).toBe(`portreeve: needs Node.js 20.19 or newer; this is ${version}. See https://nodejs.org\n`)
  })

  test.each(['20.19.0', '22.0.0', '24.1.0'])('%s will do', (version) => {
    expect(runScript(`${importing('requireNode', 'node-version.mjs')}requireNode('${version}')`).status).toBe(0)
  })
})

describe('the lock', () => {
  test('lets one process in at a time', async () => {
    const folder = scratch()
    const script = `${importing('withLock', 'lock.mjs')}
      import { mkdirSync, rmdirSync } from 'node:fs'
      for (let i = 0; i < 20; i++) await withLock('${folder}/lock', async () => {
        mkdirSync('${folder}/inside') // fails when somebody else is in
        await new Promise((resolve) => setImmediate(resolve))
        rmdirSync('${folder}/inside')
      })`
    const codes = await Promise.all(
      [1, 2, 3].map(() => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
        return new Promise((resolve) => child.once('close', resolve))
      }),
    )
    expect(codes).toEqual([0, 0, 0])
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  test('of a dead process is taken over', () => {
    const file = join(scratch(), 'lock')
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    writeFileSync(file, `${dead}\n`)
    const script = `${importing('withLock', 'lock.mjs')}await withLock('${file}', async () => console.log('in'))`
    expect(runScript(script).stdout).toBe('in\n')
  })

  test('is released when the work fails', () => {
    const file = join(scratch(), 'lock')
    const script = `${importing('withLock', 'lock.mjs')}await withLock('${file}', async () => { throw new Error('no') })`
    expect(runScript(script).status).toBe(1)
    expect(existsSync(file)).toBe(false)
  })
})

describe('installing', () => {
  /** A package whose only dependency is in a folder beside it, so that npm needs no network. */
  function project(): string {
    const folder = scratch()
    mkdirSync(join(folder, 'dep'))
    writeVersion(folder, '1.0.0')
    return folder
  }
  function writeVersion(folder: string, version: string) {
    const head = { name: 'x', version: '1.0.0', dependencies: { dep: 'file:dep' } }
    const packages = { '': head, dep: { version }, 'node_modules/dep': { resolved: 'dep', link: true } }
    const lock = { name: 'x', version: '1.0.0', lockfileVersion: 3, requires: true, packages }
    writeFileSync(join(folder, 'dep/package.json'), JSON.stringify({ name: 'dep', version }))
    writeFileSync(join(folder, 'package.json'), JSON.stringify(head))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
  }
  const install = (folder: string) =>
    runScript(`${importing('ensureInstalled', 'install.mjs')}await ensureInstalled(${JSON.stringify(folder)})`)

  test('happens once, and again when the lock changes', () => {
    const folder = project()
    expect(install(folder).stderr).toMatch(/^portreeve: installing packages … [\d.]+ s\n$/)
    expect(install(folder)).toMatchObject({ status: 0, stderr: '', stdout: '' })
    writeVersion(folder, '1.1.0')
    expect(install(folder).stderr).toMatch(/^portreeve: installing packages …/)
  })

  test('is not needed where npm has installed the same by hand', () => {
    const folder = project()
    expect(spawnSync('npm', ['ci'], { cwd: folder }).status).toBe(0)
    expect(install(folder)).toMatchObject({ status: 0, stderr: '' })
    expect(existsSync(join(folder, 'node_modules/.portreeve-stamp'))).toBe(true)
  })

  test('keeps to the lock whatever the settings of the person are', () => {
    const folder = project()
    writeFileSync(join(folder, '.npmrc'), 'omit=dev\ndry-run=true\nglobal=true\nignore-scripts=false\n')
    expect(install(folder).status).toBe(0)
    expect(existsSync(join(folder, 'node_modules/dep'))).toBe(true)
  })
})

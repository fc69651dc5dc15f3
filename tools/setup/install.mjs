import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'

/**
 * Installs the npm packages when package-lock.json names others than are there. Says nothing when all is well.
 * @param {string} root
 */
export async function ensureInstalled(root) {
  const stamp = join(root, 'node_modules/.portreeve-stamp')
  const wanted = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  if (!isInstalled(root)) await install(root)
  writeFileSync(stamp, wanted)
}

/** Some packages hold binaries, so a folder copied from another kind of machine does not count. @param {string} root */
function fingerprint(root) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`
}

/**
 * Whether npm's own record of what it installed agrees with package-lock.json, as after a `npm ci` by hand.
 * @param {string} root
 */
function isInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  /** @type {Record<string, { version: string, integrity?: string, optional?: boolean }>} */
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  /** @type {typeof wanted} */
  const there = JSON.parse(readFileSync(record, 'utf8')).packages
  const agrees = Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = there[path]
    if (path === '' || (found === undefined && optional)) return true
    return found?.version === version && found.integrity === integrity
  })
  return agrees && Object.keys(there).every((path) => path in wanted)
}

/** @param {string} root */
async function install(root) {
  // Said on the command line, so that nothing in a person's own npm settings (omit=dev, dry-run, …) can bend it.
  // No package we use needs its install script, so none is run.
  const settings = ['--include=dev', '--include=optional', '--ignore-scripts', '--global=false', '--dry-run=false']
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error']
  const npm = npmCommand()
  await runQuietly('installing packages', npm.command, [...npm.args, 'ci', ...settings, ...quiet], {
    cwd: root,
    shell: npm.shell,
  })
}

/** The npm that started us, else the one on the path. */
function npmCommand() {
  const self = process.env.npm_execpath
  if (self?.endsWith('npm-cli.js')) return { command: process.execPath, args: [self], shell: false }
  return { command: 'npm', args: [], shell: process.platform === 'win32' }
}

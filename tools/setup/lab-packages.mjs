import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { packages } from '../../lab/packages.mjs'
import { runQuietly } from './run-quietly.mjs'

/**
 * Installs the Debian packages of the lab that are missing, as root on Debian and its relatives; elsewhere, and when all
 * are there, it does nothing. What cannot be installed is said in one text; the suites that need it then skip or fail.
 */
export async function ensureLabPackages() {
  await installPackages(packages.map(({ name }) => name))
}

/** @param {readonly string[]} names The same for packages of these names. */
export async function installPackages(names) {
  if (process.geteuid?.() !== 0 || !isDebian()) return
  putPolicyBack()
  const missing = missingPackages(names)
  if (missing.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const onSignal = () => process.exit(1) // the exit handler puts the policy back
  process.once('exit', putPolicyBack).once('SIGINT', onSignal).once('SIGTERM', onSignal)
  forbidDaemons()
  try {
    await runQuietly('reading package lists', 'apt-get', ['update', '-q'], { env })
    const args = ['install', '-q', '-y', '--no-install-recommends', ...missing]
    await runQuietly(`installing ${missing.join(', ')}`, 'apt-get', args, { env })
  } catch (error) {
    process.stderr.write(`portreeve: ${error instanceof Error ? error.message : error}\n`)
  } finally {
    putPolicyBack()
    process.off('exit', putPolicyBack).off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function isDebian() {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** @param {readonly string[]} names */
function missingPackages(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], { encoding: 'utf8' })
  const installed = new Set(
    query.stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])),
  )
  return names.filter((name) => !installed.has(name))
}

// While packages are unpacked, Debian asks this program whether it may start their daemons; 101 means no
// (invoke-rc.d(8)). One that was there is kept aside, and put back also by the next run after a crash.
const policy = '/usr/sbin/policy-rc.d'
const aside = `${policy}.before-portreeve`
const ours = '#!/bin/sh\n# Written by portreeve for the time of an installation.\nexit 101\n'

function forbidDaemons() {
  if (existsSync(policy)) renameSync(policy, aside)
  writeFileSync(policy, ours)
  chmodSync(policy, 0o755)
}

function putPolicyBack() {
  if (existsSync(policy) && readFileSync(policy, 'utf8') === ours) rmSync(policy)
  if (existsSync(aside)) renameSync(aside, policy)
}

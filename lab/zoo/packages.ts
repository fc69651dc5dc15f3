import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ZooDaemon } from './zoo-daemon.ts'

const aside = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'portreeve', 'zoo')

/** Folders of a daemon's packages that are not installed but unpacked aside. */
export function unpackedFolders({ aside: names = [] }: ZooDaemon): readonly string[] {
  return names.filter((name) => installedVersion(name) === null).map(folderOf)
}

/** Packages that a daemon needs and this machine lacks. */
export function missingPackages({ packages, aside: names = [] }: ZooDaemon): readonly string[] {
  const isThere = (name: string) =>
    installedVersion(name) !== null || (names.includes(name) && existsSync(folderOf(name)))
  return packages.filter((name) => !isThere(name))
}

/** Fetches a package and unpacks it aside. @throws Error when it cannot be had */
export function unpackAside(name: string): void {
  const folder = folderOf(name)
  const fresh = `${folder}.fresh`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const must = (command: string, args: readonly string[]) => {
    const { status, stderr } = spawnSync(command, args, { cwd: fresh, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  }
  must('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', name])
  must('dpkg', ['-x', archiveIn(fresh), fresh])
  // Old packages put these beside /usr, where the system has links into it.
  for (const part of ['bin', 'sbin', 'lib'])
    if (existsSync(join(fresh, part))) cpSync(join(fresh, part), join(fresh, 'usr', part), { recursive: true })
  renameSync(fresh, folder)
}

/** Libraries that a package unpacked aside needs: these exclude nothing, and can be installed. */
export function librariesOf(name: string): readonly string[] {
  if (!existsSync(folderOf(name))) return []
  const needs = firstLine('dpkg-deb', ['-f', archiveIn(folderOf(name)), 'Depends'])?.split(',') ?? []
  // `libc6 (>= 2.34)`, `libfoo | libbar` (deb-control(5)).
  return needs.flatMap((each) => /^\s*(lib[a-z0-9.+-]+)/.exec(each)?.[1] ?? [])
}

/** What Debian calls the version of a daemon's first package. @throws Error when it is not there */
export function packageVersion({ packages: [name = ''] }: ZooDaemon): string {
  const version = installedVersion(name) ?? archiveVersion(folderOf(name))
  if (version === null) throw new Error(`there is no package ${name}`)
  return version
}

/** The version that upstream gave, out of one of Debian (deb-version(7)): no epoch, no revision, no note of what was repacked. */
export function upstreamVersion(version: string): string {
  const plain = version.replace(/^\d+:/, '')
  const upstream = plain.includes('-') ? plain.slice(0, plain.lastIndexOf('-')) : plain
  return upstream.replace(/[+~.](?:dfsg|ds|really|repack|git|rc)\d*\b.*$/, '')
}

function folderOf(name: string): string {
  return join(aside, name)
}

function archiveIn(folder: string): string {
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.deb')) ?? 'no archive')
}

function archiveVersion(folder: string): string | null {
  if (!existsSync(folder)) return null
  return firstLine('dpkg-deb', ['-f', archiveIn(folder), 'Version'])
}

function installedVersion(name: string): string | null {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in
  const line = firstLine('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Version}\n', name])
  return line?.startsWith('installed ') ? line.slice('installed '.length) : null
}

function firstLine(command: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return status === 0 ? (stdout.split('\n')[0] ?? null) : null
}

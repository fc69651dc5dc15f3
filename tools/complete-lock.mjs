// Adds to package-lock.json the binaries for other systems that npm left out: `node tools/complete-lock.mjs`
//
// npm leaves an optional package out of the lock when the registry it asks does not have it (mirrors often lack the binaries for
// systems that nobody there uses), and `npm ci` then refuses the lock everywhere. Version, system and processor follow from the
// package that wants them; the checksum does not, and is left for a full registry to fill in.
import { readFileSync, writeFileSync } from 'node:fs'

/** @typedef {{ version: string, dev?: boolean, license?: string, engines?: object, optionalDependencies?: Record<string, string> }} Entry */

const file = new URL('../package-lock.json', import.meta.url)
const systems = 'android|darwin|freebsd|linux|openharmony|win32'
const processors = 'arm64|arm|ia32|ppc64|riscv64|s390x|x64'
const ending = new RegExp(`(${systems})-(${processors})(?:-([a-z]+))?$`)

/** Optional packages that are wanted and not in the lock. @param {Record<string, Entry>} packages @returns {{ name: string, version: string, by: Entry }[]} */
export function missingFrom(packages) {
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))
  return Object.values(packages).flatMap((by) =>
    Object.entries(by.optionalDependencies ?? {}).flatMap(([name, version]) =>
      names.has(name) ? [] : [{ name, version, by }],
    ),
  )
}

/** @param {{ name: string, version: string, by: Entry }} missing */
export function entryFor({ name, version, by }) {
  const [, system, processor, abi = ''] = ending.exec(name) ?? []
  if (system === undefined || !/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`cannot tell what ${name}@${version} is for`)
  const libc = system === 'linux' ? { libc: [abi.includes('musl') ? 'musl' : 'glibc'] } : {}
  const { dev, license, engines } = by
  return {
    version,
    cpu: [processor],
    ...(dev && { dev }),
    ...libc,
    license,
    optional: true,
    os: [system],
    ...(engines && { engines }),
  }
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/'))) {
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingFrom(lock.packages)
  for (const each of missing) lock.packages[`node_modules/${each.name}`] = entryFor(each)
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  console.log(`${missing.length} added`)
}

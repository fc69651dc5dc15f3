import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'

/**
 * Builds dist/ when its sources have changed since it was built. Says nothing when all is well.
 * @param {string} root
 */
export async function ensureBuilt(root) {
  const wanted = fingerprint(root)
  const stamp = join(root, 'dist/.stamp')
  const isFresh =
    existsSync(join(root, 'dist/cli/main.js')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (!isFresh) await build(root, wanted)
}

/**
 * Builds into a folder beside dist/ and then puts it in its place, so that nobody ever runs half a build.
 * @param {string} root
 * @param {string} stamp
 */
export async function build(root, stamp = fingerprint(root)) {
  const [fresh, old] = [join(root, `.cache/build-${process.pid}`), join(root, `.cache/old-${process.pid}`)]
  mkdirSync(join(root, '.cache'), { recursive: true })
  try {
    await runQuietly('generating', process.execPath, ['tools/generate.mjs'], { cwd: root })
    const tsdown = join(root, 'node_modules/tsdown/dist/run.mjs')
    await runQuietly('building', process.execPath, [tsdown, '--out-dir', fresh, '--logLevel', 'warn'], { cwd: root })
    writeFileSync(join(fresh, '.stamp'), stamp)
    if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old)
    renameSync(fresh, join(root, 'dist'))
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true })
  }
}

/** A hash of everything that a build depends on: names and contents, not times, which a checkout changes. @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256')
  for (const file of [...sources(root), 'package.json', 'package-lock.json', 'tsdown.config.ts', 'tsconfig.json']) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return `${hash.digest('hex')}\n`
}

/** @param {string} root */
function sources(root) {
  const src = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|gen)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  const generators = readdirSync(join(root, 'tools')).filter((file) => /^gen(erate|-.*)\.mjs$/.test(file))
  return [...src, ...generators.map((file) => `tools/${file}`)].sort()
}

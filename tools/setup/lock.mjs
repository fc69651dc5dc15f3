import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Does `work` while no other process does work under the same lock file. The file holds the pid of its owner;
 * one whose owner has died is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true })
  while (!take(file)) {
    removeWhenStale(file)
    await pause(50)
  }
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file */
function removeWhenStale(file) {
  if (!isStale(file)) return
  // Only one of several waiters succeeds in renaming; one that caught a fresh lock instead puts it back.
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (isStale(aside) || existsSync(file)) rmSync(aside, { force: true })
  else renameSync(aside, file)
}

/** @param {string} file */
function isStale(file) {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    // An empty file is a lock whose owner is just about to write its pid.
    if (owner === 0) return false
    process.kill(owner, 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

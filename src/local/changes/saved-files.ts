import { existsSync, readFileSync } from 'node:fs'
import type { SavedFile } from '../../model/change.ts'
import type { ChangeFolder } from './change-folder.ts'
import { ownerOf, removeDurably, writeDurably } from './durable-file.ts'

/** Keeps files as they are now. */
export function saveFiles(folder: ChangeFolder, paths: readonly string[]): SavedFile[] {
  return paths.map((path, i) => {
    const owner = ownerOf(path)
    if (owner === null) return { path, copy: null, mode: 0, uid: 0, gid: 0 }
    const copy = `saved-${i}`
    folder.write(copy, readFileSync(path))
    return { path, copy, ...owner }
  })
}

/** Puts them back, byte for byte, and keeps what stood there, which others may have changed as well. Those that are as they were are left alone. */
export function restoreFiles(folder: ChangeFolder, saved: readonly SavedFile[]): void {
  for (const { path, copy, mode, uid, gid } of saved) {
    if (copy === null) {
      removeDurably(path)
      continue
    }
    const content = folder.read(copy)
    const isSame = existsSync(path) && readFileSync(path).equals(content)
    if (isSame) continue
    if (existsSync(path)) keepFound(folder, copy.replace('saved', 'found'), readFileSync(path))
    writeDurably(path, content, { mode, uid, gid })
  }
}

/** As far as the disk has room: putting back what was matters more. */
function keepFound(folder: ChangeFolder, name: string, content: Uint8Array): void {
  try {
    folder.write(name, content)
  } catch {
    // Nothing that a person could do about it now.
  }
}

/** Puts one of them back. */
export function restorer(folder: ChangeFolder, saved: readonly SavedFile[]): (path: string) => void {
  return (path) =>
    restoreFiles(
      folder,
      saved.filter((file) => file.path === path),
    )
}

/** Keeps what the change has made of them as well. */
export function keepAfter(folder: ChangeFolder, saved: readonly SavedFile[]): void {
  for (const { path, copy } of saved)
    if (copy !== null && existsSync(path)) folder.write(afterName(copy), readFileSync(path))
}

const afterName = (copy: string) => copy.replace('saved', 'after')

/** Those that somebody has changed since. */
export function changedSince(folder: ChangeFolder, saved: readonly SavedFile[]): readonly string[] {
  return saved.flatMap(({ path, copy }) => {
    const after = copy === null ? null : folder.readIfThere(afterName(copy))
    const isSame = after === null ? !existsSync(path) : existsSync(path) && readFileSync(path).equals(after)
    return isSame ? [] : [path]
  })
}

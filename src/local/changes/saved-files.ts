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

/** Puts them back, byte for byte. Those that are as they were are left alone. */
export function restoreFiles(folder: ChangeFolder, saved: readonly SavedFile[]): void {
  for (const { path, copy, mode, uid, gid } of saved) {
    if (copy === null) {
      removeDurably(path)
      continue
    }
    const content = folder.read(copy)
    const isSame = existsSync(path) && readFileSync(path).equals(content)
    if (!isSame) writeDurably(path, content, { mode, uid, gid })
  }
}

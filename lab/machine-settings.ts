import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Settings that all namespaces share belong to the machine. What they were before is written into the lab's folder, so that whoever
// finds that folder after a crash can put them back.

const savedIn = (folder: string) => join(folder, 'machine-settings.json')

/** File, and what it said before the lab changed it. */
type Saved = readonly (readonly [file: string, before: string])[]

function saved(folder: string): Saved {
  try {
    return JSON.parse(readFileSync(savedIn(folder), 'utf8')) as Saved
  } catch {
    return [] // none was changed; or the lab died while it wrote down the first, which it does before it changes anything
  }
}

/** Writes into a file of /proc/sys. @throws as node:fs when there is no such file */
export function changeSetting(folder: string, file: string, value: string): void {
  const before = saved(folder)
  if (!before.some(([known]) => known === file))
    writeFileSync(savedIn(folder), JSON.stringify([...before, [file, readFileSync(file, 'utf8')]]))
  writeFileSync(file, value)
}

export function restoreSettings(folder: string): void {
  for (const [file, before] of saved(folder)) writeFileSync(file, before)
}

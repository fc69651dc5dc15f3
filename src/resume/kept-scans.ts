import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ScanFolder } from './folder.ts'
import { isId } from './places.ts'

/** Scans that nobody has come back for in so long are forgotten. */
export const keptDays = 30
const dayMs = 86_400_000

/** Their ids, the oldest first. */
export function keptIds(scans: string): string[] {
  try {
    return readdirSync(scans).filter(isId).sort()
  } catch {
    return []
  }
}

/** Removes those that have not changed for a month and are not under way. What cannot be removed stays. */
export async function pruneScans(scans: string, now = Date.now()): Promise<void> {
  for (const id of keptIds(scans)) {
    try {
      if (now - statSync(join(scans, id)).mtimeMs < keptDays * dayMs) continue
      const folder = await ScanFolder.open(scans, id)
      folder.remove()
    } catch {
      // Somebody else's, or under way.
    }
  }
}

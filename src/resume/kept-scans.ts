import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ScanFolder } from './folder.ts'
import { isId } from './places.ts'

/** Scans that nobody has come back for in so long are forgotten. */
export const keptDays = 30
const dayMs = 86_400_000

/** Their ids, the oldest first. */
export function keptIds(scans: string): string[] {
  return namesIn(scans).filter(isId).sort()
}

function namesIn(scans: string): string[] {
  try {
    return readdirSync(scans)
  } catch {
    return []
  }
}

/** Removes those that have not changed for a month and are not under way. What cannot be removed stays. */
export async function pruneScans(scans: string, now = Date.now()): Promise<void> {
  for (const name of namesIn(scans).filter((each) => isId(each.replace(/^\./, '')))) {
    try {
      if (now - statSync(join(scans, name)).mtimeMs < keptDays * dayMs) continue
      const folder = await ScanFolder.open(scans, name)
      folder.remove()
    } catch {
      // Somebody else's, or under way.
    }
  }
}

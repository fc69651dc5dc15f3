import { editDistance } from '../lib/edit-distance.ts'

/** The known word that a mistyped one most likely meant, or undefined when none is near (two edits, and less than half of it). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.slice(0, 40).toLowerCase()
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best && best.edits <= 2 && best.edits * 2 < best.candidate.length ? best.candidate : undefined
}

import { allNames } from '../knowledge/lookup.ts'
import { editDistance } from '../lib/edit-distance.ts'

const mostSuggestions = 3
const longestWord = 32

/** Known service names that are spelled almost like a word, the nearest first; at most three. */
export function nearNames(word: string): readonly string[] {
  const wanted = word.toLowerCase().slice(0, longestWord)
  const tolerated = Math.min(2, Math.floor(wanted.length / 3))
  const near = [...allNames()]
    .map((name) => ({ name, distance: distanceTo(wanted, name, tolerated) }))
    .filter(({ distance }) => distance <= tolerated)
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return near.slice(0, mostSuggestions).map(({ name }) => name)
}

/** A name that begins with the word is as near as one wrong letter. */
function distanceTo(wanted: string, name: string, tolerated: number): number {
  if (wanted.length >= 3 && name.startsWith(wanted)) return 1
  if (Math.abs(name.length - wanted.length) > tolerated) return Number.POSITIVE_INFINITY
  return editDistance(wanted, name)
}

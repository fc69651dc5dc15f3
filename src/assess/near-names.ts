import { allNames } from '../knowledge/lookup.ts'

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

/** Letters to insert, delete, replace or swap with their neighbour to make one word of the other (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}

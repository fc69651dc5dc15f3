/**
 * Whether a pattern with `*` (any characters) and `?` (one character) fits the whole text, in any case.
 * Walks back to the last star only, so it costs at most pattern × text steps and nothing foreign can make it slow.
 */
export function globMatches(pattern: string, text: string): boolean {
  const want = pattern.toLowerCase()
  const have = text.toLowerCase()
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < have.length) {
    if (want[p] === '*') {
      star = p++
      resume = t
    } else if (want[p] === '?' || want[p] === have[t]) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++resume
    } else return false
  }
  while (want[p] === '*') p++
  return p === want.length
}

export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern)
}

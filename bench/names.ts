/** The names that words mean: the one that a word is, else those that it is a part of. No words mean all. */
export function namesMeant(words: readonly string[], names: readonly string[]): ReadonlySet<string> {
  if (words.length === 0) return new Set(names)
  const meant = (word: string) => (names.includes(word) ? [word] : names.filter((name) => name.includes(word)))
  return new Set(words.flatMap(meant))
}

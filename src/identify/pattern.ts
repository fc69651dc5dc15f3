import { RE2JS } from 're2js'

/** Groups of a match: 0 is the whole; a group that took no part is undefined. */
export type Groups = readonly (string | undefined)[]

/** A pattern on foreign text. */
export interface Pattern {
  /** The first match, or null. */
  exec(text: string): Groups | null
  test(text: string): boolean
}

/** Text beyond this is not looked at by patterns: versions stand at the beginning. */
const longestSubject = 16_384

/**
 * A pattern in RE2's syntax, matched in time linear in the text (re2js): no backtracking, so no reply can make it explode. Compiled
 * when it is first used. `i` ignores case, `m` lets ^ and $ match at lines, `s` lets the dot match line ends.
 */
export function linear(source: string, flags: '' | 'i' | 'm' | 's' | 'im' | 'is' | 'ims' | 'ms' = ''): Pattern {
  let compiled: RE2JS | undefined
  const matcher = (text: string) => {
    compiled ??= RE2JS.compile(source, flagBits(flags))
    return compiled.matcher(text.length > longestSubject ? text.slice(0, longestSubject) : text)
  }
  return {
    exec(text) {
      const found = matcher(text)
      if (!found.find()) return null
      return Array.from({ length: found.groupCount() + 1 }, (_, i) => found.group(i) ?? undefined)
    },
    test: (text) => matcher(text).find(),
  }
}

function flagBits(flags: string): number {
  return (
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0)
  )
}

// decodes foreign bytes

/** An option of a rule with what follows it: `! --dport 22`. */
export interface Option {
  readonly name: string
  readonly isNegated: boolean
  readonly words: readonly string[]
}

/** A match (`-m tcp --dport 22`) or a target (`-j DNAT --to-destination 10.0.0.1`). */
export interface Extension {
  readonly name: string
  readonly options: readonly Option[]
}

/** A line of iptables-save that begins with `-A`, taken apart. */
export interface RuleWords {
  readonly chain: string
  /** Of the packet itself: `-p`, `-s`, `-d`, `-i`, `-o`, `-f`. */
  readonly options: readonly Option[]
  readonly matches: readonly Extension[]
  readonly target: (Extension & { readonly forGood: boolean }) | null
}

/** The lines of a listing; a word in quotes may hold the end of a line. Null: the last of them is not closed. */
export function linesOf(text: string): readonly string[] | null {
  const lines: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (quoted) {
      if (char === '\\') i += 1
      else if (char === '"') quoted = false
    } else if (char === '"' && text[i - 1] === ' ') quoted = true
    else if (char === '\n') {
      lines.push(text.slice(start, i))
      start = i + 1
    }
  }
  return quoted ? null : [...lines, text.slice(start)].filter((line) => line !== '')
}

/** Their words. iptables puts a backslash before quotes and backslashes (libxtables/xtables.c, xtables_save_string). */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/gs)].map(([word, quoted]) =>
    quoted === undefined ? word : quoted.replaceAll(/\\(.)/gs, '$1'),
  )
}

/** How many words follow, whatever they look like: a comment may be `-j` and is written without quotes. After others they end at the next option. */
const counts: ReadonlyMap<string, number> = new Map([
  ...['-f', '--syn', '--limit-iface-in', '--notrack'].map((name) => [name, 0] as const),
  ...['-p', '-s', '-d', '-i', '-o', '-m', '-j', '-g'].map((name) => [name, 1] as const),
  ...['--comment', '--name', '--string', '--hex-string', '--bytecode', '--helper'].map((name) => [name, 1] as const),
  ...['--log-prefix', '--nflog-prefix', '--ulog-prefix', '--selctx'].map((name) => [name, 1] as const),
  ...['--hashlimit-name', '--physdev-in', '--physdev-out'].map((name) => [name, 1] as const),
  ...['-c', '--match-set', '--add-set', '--del-set', '--map-set', '--tcp-flags'].map((name) => [name, 2] as const),
])

const own: ReadonlySet<string> = new Set(['-p', '-s', '-d', '-i', '-o', '-f'])

/** Null: it is no such line. Never throws. */
export function ruleWordsOf(line: string): RuleWords | null {
  const [first, chain, ...words] = wordsOf(line)
  if (first !== '-A' || chain === undefined) return null
  const options: Option[] = []
  const matches: Extension[] = []
  let target: RuleWords['target'] = null
  let open = options
  for (const option of optionsOf(words)) {
    const { name: opener } = option
    const name = option.words[0] ?? ''
    if (own.has(opener)) options.push(option)
    else if (opener === '-m') {
      open = []
      matches.push({ name, options: open })
    } else if (opener === '-j' || opener === '-g') {
      if (target !== null) return null
      open = []
      target = { name, options: open, forGood: opener === '-g' }
    } else if (opener !== '-c') open.push(option)
  }
  return { chain, options, matches, target }
}

function optionsOf(words: readonly string[]): readonly Option[] {
  const options: Option[] = []
  for (let i = 0; i < words.length; ) {
    const isNegated = words[i] === '!'
    if (isNegated) i += 1
    const name = words[i] ?? ''
    const first = i + 1
    const count = counts.get(name)
    i = count === undefined ? nextOption(words, first) : Math.min(first + count, words.length)
    options.push({ name, isNegated, words: words.slice(first, i) })
  }
  return options
}

function nextOption(words: readonly string[], from: number): number {
  let i = from
  while (i < words.length && words[i] !== '!' && !words[i]!.startsWith('-')) i += 1
  return i
}

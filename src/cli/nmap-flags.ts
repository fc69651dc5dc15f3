import { UsageError } from '../lib/errors.ts'

// People know nmap's flags. Several of them are no POSIX options (`-Pn`, `-oX file`), which an option
// parser would read as bundles of one-letter flags, so they are spelled out before it sees them.

const scanLetters: Readonly<Record<string, readonly string[]>> = {
  T: ['--connect'],
  S: ['--syn'],
  U: ['--udp'],
  V: ['--service'],
  A: ['--technique', 'ack'],
}

const whole: Readonly<Record<string, readonly string[]>> = {
  '-Pn': ['--no-ping'],
  '-iL': ['--input-file'],
  '-F': ['--top-ports', '100'],
  '--excludefile': ['--exclude-file'],
  '--max-rate': ['--rate'],
  '--version-intensity': ['--intensity'],
  '--version-light': ['--intensity', '2'],
  '--version-all': ['--intensity', '9'],
}

const outputFormats: Readonly<Record<string, string>> = { X: 'nmap-xml', N: 'table', J: 'json' }

/** Options whose next word is a value, so that a value that looks like a flag is left alone. */
const takesValue = new Set([
  ...['-p', '--ports', '-o', '--output', '-f', '--format', '-c', '--config', '--vantage'],
  ...['-iL', '-i', '--input-file', '--exclude', '--exclude-file', '--excludefile'],
])

/** Rewrites nmap's spellings into ours; everything else passes through unchanged. */
export function rewriteNmapFlags(argv: readonly string[]): string[] {
  const out: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (word === '--') return [...out, ...argv.slice(i)]
    const output = /^-o([A-Z])$/.exec(word)
    const format = output && outputFormats[output[1]!]
    if (format) {
      const file = argv[++i]
      if (file === undefined)
        throw new UsageError(`${word}: a file name is missing, as in ${word} report (- prints it)`)
      out.push('--output', `${format}:${file}`)
      continue
    }
    if (output)
      throw new UsageError(`${word} is not there: -oX, -oN, -oJ, or -o report.html and the like, as often as wanted`)
    out.push(...rewriteWord(word))
    if (takesValue.has(word) && argv[i + 1] !== undefined) out.push(argv[++i]!)
  }
  return out
}

function rewriteWord(word: string): readonly string[] {
  const known = Object.hasOwn(whole, word) ? whole[word] : undefined
  if (known) return known
  const scan = /^-s([TSUVA]+)$/.exec(word)
  if (scan) return [...scan[1]!].flatMap((letter) => scanLetters[letter]!)
  const timing = /^-T([0-5])$/.exec(word)
  if (timing) return ['--timing', timing[1]!]
  return [word]
}

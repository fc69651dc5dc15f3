// decodes foreign bytes
import { UsageError } from '../lib/errors.ts'
import type { TargetEnvironment } from './environment.ts'
import { looksLikeOctets } from './octet-pattern.ts'
import { grouped, longestWord, quote, refusal, type Word } from './word.ts'

/** Enough for ten million addresses; an endless pipe ends here. */
const mostCharacters = 2 ** 28

/** Words and files as a person named them; `label` is what to call a word of the command line (`target`, `exclude`). */
export interface WordSource {
  readonly label: string
  readonly words: readonly string[]
  readonly files: readonly string[]
}

/** Every word, in order, with its place. `-` among the words or files is standard input. Throws UsageError. */
export async function* readWords(source: WordSource, environment: TargetEnvironment): AsyncGenerator<Word> {
  const files = [...source.files]
  for (const [i, text] of source.words.entries()) {
    if (text === '-') files.unshift('-')
    else yield* splitAtCommas({ text, place: `${source.label} ${i + 1}` })
  }
  for (const file of files) yield* fileWords(file, environment)
}

/** `10.0.0.1,10.0.0.9` is two words, but `10.0.0.1,9` one with a list in its last octet, as nmap has it. */
function* splitAtCommas(word: Word): Generator<Word> {
  const isOctets = looksLikeOctets(word.text) && word.text.split('.').length === 4
  if (!word.text.includes(',') || isOctets) {
    yield word
    return
  }
  let column = 1
  for (const text of word.text.split(',')) {
    const place = `${word.place}, column ${column}`
    if (text === '') throw refusal({ text: word.text, place }, 'nothing between two commas')
    yield { text, place }
    column += text.length + 1
  }
}

async function* fileWords(file: string, environment: TargetEnvironment): AsyncGenerator<Word> {
  const name = file === '-' ? 'stdin' : printable(file)
  const tokens = new Tokenizer(name)
  const decoder = new TextDecoder()
  try {
    const bytes = file === '-' ? environment.stdin : environment.openFile(file)
    for await (const chunk of bytes) yield* tokens.push(decoder.decode(chunk, { stream: true }))
    yield* tokens.push(`${decoder.decode()}\n`)
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(file === '-' ? 'stdin' : file, error)
  }
}

/** Words between blanks, commas and line ends (CR LF, LF or CR); `#` starts a comment that ends with the line. */
class Tokenizer {
  readonly #name: string
  #line = 1
  /** Characters before the current line, and before the text at hand. */
  #lineStart = 0
  #offset = 0
  /** What the last piece of text ended in the middle of. */
  #rest = ''

  constructor(name: string) {
    this.#name = name
  }

  *push(text: string): Generator<Word> {
    const input = this.#rest + text
    this.#rest = ''
    let length = input.length
    for (const { 0: token, index } of input.matchAll(/\r\n?|\n|#[^\r\n]*|[^\s,#]+/g)) {
      const isLast = index + token.length === input.length
      if (isLast && token !== '\n' && token !== '\r\n') {
        this.#rest = token.startsWith('#') ? '#' : token
        length = index
      } else if (/^[\r\n]/.test(token)) this.#nextLine(index + token.length)
      else if (!token.startsWith('#')) yield this.#word(token, index)
    }
    if (this.#rest.length > longestWord) this.#word(this.#rest, length)
    this.#offset += length
    if (this.#offset > mostCharacters) {
      throw new UsageError(`${this.#name} is longer than ${grouped(mostCharacters)} characters; scan it in parts`)
    }
  }

  #word(text: string, index: number): Word {
    const word = { text, place: `${this.#name}:${this.#line}:${this.#offset + index - this.#lineStart + 1}` }
    if (text.length > longestWord) throw refusal(word, `a target has at most ${grouped(longestWord)} characters`)
    return word
  }

  #nextLine(start: number): void {
    this.#line++
    this.#lineStart = this.#offset + start
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'it may not be read by this user',
}

function unreadable(name: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return new UsageError(`cannot read targets from ${quote(name)}: ${reasons[code] ?? code}`)
}

/** A file name as part of a place: as it is when it is plain. */
function printable(file: string): string {
  return quote(file).slice(1, -1)
}

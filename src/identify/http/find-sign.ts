import { linear } from '../pattern.ts'
import type { HttpResponse } from './response.ts'
import type { Place, Sign } from './sign-table.ts'

export interface Found {
  readonly sign: Sign
  readonly version: string | undefined
}

const longestVersion = 64
const afterName = linear(String.raw`^[/ :="(_-]{0,4}[vVR]?(\d[\w.+~-]*)`)

/** The software that is named first in the `Server` header; of several at one place, the longest name. */
export function inServer(signs: readonly Sign[], { header }: HttpResponse): Found | null {
  const value = header('server')
  if (value === '') return null
  const lower = value.toLowerCase()
  const found = signs.map((sign) => ({ sign, at: wordAt(lower, sign.says.toLowerCase()) })).filter(({ at }) => at >= 0)
  const [best] = found.toSorted((a, b) => a.at - b.at || b.sign.says.length - a.sign.says.length)
  return best === undefined ? null : { sign: best.sign, version: versionIn(value, best.at, best.sign) }
}

/** Of the signs of one product that are there, the first that tells a version, else the first. */
export function inPage(signs: readonly Sign[], response: HttpResponse): Found | null {
  let first: Found | null = null
  for (const sign of signs) {
    const [text, at] = finders[sign.in](response, sign.says)
    if (at < 0) continue
    const version = versionIn(text, at, sign)
    if (version !== undefined) return { sign, version }
    first ??= { sign, version }
  }
  return first
}

type Find = (response: HttpResponse, says: string) => readonly [text: string, at: number]

const beginning = (text: string, says: string) => [text, text.startsWith(says) ? 0 : -1] as const

/** `Brother HL-L2350DW`, not `Brothers & Sons`. */
const beginningWord = (text: string, says: string) =>
  [text, text.startsWith(says) && !/^[a-z][a-z]/.test(says.slice(-1) + text.slice(says.length)) ? 0 : -1] as const

const finders: Readonly<Record<Place, Find>> = {
  server: ({ header }, says) => [header('server'), wordAt(header('server').toLowerCase(), says.toLowerCase())],
  header({ header }, says) {
    const [name = '', text] = says.split(': ', 2)
    const value = header(name.toLowerCase())
    const at = text === undefined ? (value === '' ? -1 : 0) : value.indexOf(text)
    // The version stands after the name: for a header without a text that is the value's beginning.
    return text === undefined ? [says + value, at] : [value, at]
  },
  cookie({ headers }, says) {
    const cookie = headers('set-cookie').find((value) => value.startsWith(says))
    return [cookie ?? '', cookie === undefined ? -1 : 0]
  },
  title: ({ title }, says) =>
    says.endsWith('*') ? beginningWord(title, says.slice(0, -1)) : [title, title === says ? 0 : -1],
  realm: ({ headers }, says) =>
    beginning(/realm="?([^"]{0,200})/i.exec(headers('www-authenticate')[0] ?? '')?.[1] ?? '', says),
  location: ({ header }, says) => beginning(header('location').replace(/^https?:\/\/[^/]{0,255}/, ''), says),
  body: ({ body }, says) => [body, body.indexOf(says)],
}

function versionIn(text: string, at: number, { in: place, says, versionAfter }: Sign): string | undefined {
  if (versionAfter === '-') return undefined
  if (versionAfter !== '') return versionAfterWord(text, versionAfter)
  const word = (place === 'header' && says.split(': ', 2)[1]) || says.replace(/\*$/, '')
  return versionAt(text, at + word.length)
}

/** The version that follows the first such word. */
export function versionAfterWord(text: string, word: string): string | undefined {
  const at = text.indexOf(word)
  return at < 0 ? undefined : versionAt(text, at + word.length)
}

function versionAt(text: string, at: number): string | undefined {
  return afterName.exec(text.slice(at, at + longestVersion))?.[1]
}

/** Where a name stands that is not a part of a longer one; -1 when nowhere. */
function wordAt(text: string, name: string): number {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + name.length])) return at
  return -1
}

const isWordPart = (character = ' ') => /[a-z0-9-]/.test(character)

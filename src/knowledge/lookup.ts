// Questions about ports. The hand-made catalogue answers first, then the overlay of plain names, then IANA.
import type { Category, Transport } from '../model/unions.ts'
import type { CatalogueEntry } from './catalogue-entry.ts'
import { entriesByWeight, parseSpan, rangeEntries, specificEntries, specificPorts } from './catalogue-index.ts'
import { globMatches, isGlob } from './glob.ts'
import { once } from './once.ts'
import { plainName, plainNames } from './overlay.ts'
import { portsByPopularity } from './popularity.ts'
import { registered, registeredNames } from './registry.ts'

/** How many ports the popularity order holds: the largest N of `top:N`. */
export function topPortsAvailable(transport: Transport): number {
  return portsByPopularity(transport).length
}

/** The first `n` ports of the popularity order. RangeError unless 0 ≤ n ≤ topPortsAvailable. */
export function topPorts(transport: Transport, n: number): readonly number[] {
  const all = portsByPopularity(transport)
  if (!Number.isInteger(n) || n < 0 || n > all.length) {
    throw new RangeError(`there are ${all.length} ${transport} ports in the popularity order, not ${n}`)
  }
  return all.slice(0, n)
}

/** What is known about a port, best first: entries for the port itself, then those for a wide range around it. */
export function entriesFor(transport: Transport, port: number): readonly CatalogueEntry[] {
  const specific = specificEntries(transport, port)
  const wide = rangeEntries(transport, port)
  return wide.length === 0 ? specific : [...specific, ...wide.filter((entry) => !specific.includes(entry))]
}

/** The one name that a port goes by; null for a port that nobody named. */
export function portName(transport: Transport, port: number): string | null {
  const own = specificEntries(transport, port)[0]?.name ?? plainName(transport, port)?.name
  return own ?? registered(transport, port)?.name ?? rangeEntries(transport, port)[0]?.name ?? null
}

/** Ports whose name fits, ascending: `redis`, `http*`, `?map`. Knows our names and IANA's, in any case. */
export function portsByName(pattern: string, transport: Transport): readonly number[] {
  const fits = isGlob(pattern) ? (name: string) => globMatches(pattern, name) : equals(pattern)
  const described = entriesByWeight().filter((entry) => fits(entry.name) || fits(entry.id))
  const ports = new Set(described.flatMap((entry) => portsOf(entry, transport)))
  for (const [port, name] of namedPorts(transport)) if (fits(name)) ports.add(port)
  return [...ports].sort((a, b) => a - b)
}

function equals(word: string): (name: string) => boolean {
  const wanted = word.toLowerCase()
  return (name) => name.toLowerCase() === wanted
}

function portsOf(entry: CatalogueEntry, transport: Transport): number[] {
  const spans = entry.ports.map(parseSpan).filter((span) => span.transport === transport)
  return spans.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
}

/** Names outside the catalogue, each with its port: ours and IANA's. */
function* namedPorts(transport: Transport): Iterable<readonly [number, string]> {
  yield* plainNames(transport)
  yield* registeredNames(transport)
}

/** Every name that `portsByName` knows, in lower case, for finding the one that was meant. */
export const allNames: () => ReadonlySet<string> = once(() => {
  const described = entriesByWeight().flatMap(({ name, id }) => [name, id])
  const named = [...namedPorts('tcp'), ...namedPorts('udp')].map(([, name]) => name)
  return new Set([...described, ...named].map((name) => name.toLowerCase()))
})

/** Ports whose best entry has the category, ascending; wide ranges are left out. */
export function portsInCategory(category: Category, transport: Transport): readonly number[] {
  return [...specificPorts(transport)]
    .filter((port) => specificEntries(transport, port)[0]?.category === category)
    .sort((a, b) => a - b)
}

const byService = once(() => {
  const index = new Map<string, CatalogueEntry>()
  const add = (word: string, entry: CatalogueEntry) => {
    const key = word.toLowerCase()
    if (!index.has(key)) index.set(key, entry)
  }
  // The id is the surest word for an entry; a protocol that several speak leads to the heaviest that names it first.
  for (const entry of entriesByWeight()) add(entry.id, entry)
  for (const entry of entriesByWeight()) if (entry.services?.[0]) add(entry.services[0], entry)
  for (const entry of entriesByWeight()) for (const service of entry.services ?? []) add(service, entry)
  for (const entry of entriesByWeight()) add(entry.name, entry)
  return index
})

/** The entry about a protocol, as detectors name it (`redis`, `ssh`); null for one that the catalogue does not know. */
export function entryForService(protocol: string): CatalogueEntry | null {
  return byService().get(protocol.toLowerCase()) ?? null
}

/** Why nothing but a connection attempt should reach this port by default; null when it may be spoken to. */
export function isFragile(transport: Transport, port: number): string | null {
  return specificEntries(transport, port).find((entry) => entry.fragile !== undefined)?.fragile ?? null
}

/** How many of the most popular UDP ports `check` asks of every own address. */
const udpWorthAsking = 200

/** UDP ports worth asking on this machine, ascending: the most popular, and all of the catalogue that are not fragile. */
export function wellKnownUdpPorts(): readonly number[] {
  const ports = new Set([...topPorts('udp', udpWorthAsking), ...specificPorts('udp')])
  ports.delete(0)
  return [...ports].filter((port) => isFragile('udp', port) === null).sort((a, b) => a - b)
}

/** The part of this module that reading a list of ports needs. */
export const portKnowledge = { topPorts, topPortsAvailable, portsByName, portsInCategory } as const

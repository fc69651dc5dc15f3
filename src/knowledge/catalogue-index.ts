import type { Transport } from '../model/unions.ts'
import { catalogue } from './catalogue.gen.ts'
import type { CatalogueEntry } from './catalogue-entry.ts'
import { once } from './once.ts'

export interface PortSpan {
  readonly transport: Transport
  readonly first: number
  readonly last: number
}

/**
 * A span of more ports than this says little about one of them (RTP's 16384–32767, mosh's 60000–61000): it
 * is a range that something may use, not a port that belongs to it. X11's 64 displays are the widest that do.
 */
export const widestSpecific = 64

/** `16384-32767/udp` as numbers. The catalogue's schema has checked the form. */
export function parseSpan(text: string): PortSpan {
  const slash = text.indexOf('/')
  const dash = text.indexOf('-')
  const first = Number(text.slice(0, dash < 0 ? slash : dash))
  const last = dash < 0 ? first : Number(text.slice(dash + 1, slash))
  return { transport: text.endsWith('udp') ? 'udp' : 'tcp', first, last }
}

export function isWide({ first, last }: PortSpan): boolean {
  return last - first + 1 > widestSpecific
}

interface CatalogueIndex {
  /** Port → entries that name it alone or in a narrow span, the heaviest first. */
  readonly specific: ReadonlyMap<number, readonly CatalogueEntry[]>
  readonly wide: readonly { readonly span: PortSpan; readonly entry: CatalogueEntry }[]
}

const indexes: Readonly<Record<Transport, () => CatalogueIndex>> = {
  tcp: once(() => buildIndex('tcp')),
  udp: once(() => buildIndex('udp')),
}

/** Entries that name the port itself or a narrow span around it, the heaviest first. */
export function specificEntries(transport: Transport, port: number): readonly CatalogueEntry[] {
  return indexes[transport]().specific.get(port) ?? []
}

/** These describe how port numbers are handed out and not what uses them. */
const numberSpace: ReadonlySet<string> = new Set(['ephemeral-iana', 'ephemeral-linux'])

/** Entries of something that uses a wide range around the port, the heaviest first. */
export function rangeEntries(transport: Transport, port: number): readonly CatalogueEntry[] {
  return wideEntries(transport, port).filter(({ id }) => !numberSpace.has(id))
}

/** The entry about the part of the number space that the port is in, where there is one. */
export function numberSpaceEntry(transport: Transport, port: number): CatalogueEntry | null {
  return wideEntries(transport, port).find(({ id }) => numberSpace.has(id)) ?? null
}

function wideEntries(transport: Transport, port: number): readonly CatalogueEntry[] {
  const { wide } = indexes[transport]()
  return wide.filter(({ span }) => span.first <= port && port <= span.last).map(({ entry }) => entry)
}

/** Every port that the catalogue names by itself or in a narrow span. */
export function specificPorts(transport: Transport): Iterable<number> {
  return indexes[transport]().specific.keys()
}

/** Ports that stand by themselves in an entry and whose shown entry is risky or administrative, the heaviest first. */
export function gravePorts(transport: Transport): readonly number[] {
  const ports = new Set<number>()
  for (const entry of entriesByWeight().filter(isGrave)) {
    for (const span of entry.ports.map(parseSpan)) {
      const single = span.transport === transport && span.first === span.last && span.first > 0
      if (single && specificEntries(transport, span.first)[0] === entry) ports.add(span.first)
    }
  }
  return [...ports]
}

/** Risky or administrative: bad when a stranger reaches it. */
export function isGrave({ category }: CatalogueEntry): boolean {
  return category === 'risky' || category === 'administrative'
}

/** The catalogue with the heaviest entry first, the earlier one of equals. */
export const entriesByWeight = once(() => catalogue.toSorted((a, b) => b.weight - a.weight))

function buildIndex(transport: Transport): CatalogueIndex {
  const specific = new Map<number, CatalogueEntry[]>()
  const wide: { span: PortSpan; entry: CatalogueEntry }[] = []
  for (const entry of entriesByWeight()) {
    for (const span of entry.ports.map(parseSpan)) {
      if (span.transport !== transport) continue
      if (isWide(span)) wide.push({ span, entry })
      else addSpan(specific, span, entry)
    }
  }
  return { specific, wide }
}

function addSpan(index: Map<number, CatalogueEntry[]>, { first, last }: PortSpan, entry: CatalogueEntry): void {
  for (let port = first; port <= last; port += 1) {
    const sharing = index.get(port)
    if (!sharing) index.set(port, [entry])
    else if (!sharing.includes(entry)) sharing.push(entry)
  }
}

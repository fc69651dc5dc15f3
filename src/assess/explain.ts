import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { rangeEntries, specificEntries } from '../knowledge/catalogue-index.ts'
import { entriesFor, portName, portsByName } from '../knowledge/lookup.ts'
import { plainName } from '../knowledge/overlay.ts'
import { payloadsFor } from '../knowledge/payload-index.ts'
import { popularityRank } from '../knowledge/popularity.ts'
import { isLinuxEphemeral, rangeOf } from '../knowledge/ranges.ts'
import { registered } from '../knowledge/registry.ts'
import { UsageError } from '../lib/errors.ts'
import { escapeJson } from '../lib/escape.ts'
import { cutText } from '../lib/text.ts'
import type { Explanation } from '../model/explanation.ts'
import { type Transport, transports } from '../model/unions.ts'
import { classify } from './classify.ts'
import { nearNames } from './near-names.ts'

/** Names that stand for more ports than this are cut: nobody reads on. */
const mostPorts = 256
const longestWord = 64

/**
 * What is known about a port: `445` (TCP, and UDP when something is known of it), `445/udp`, or a service name or
 * glob such as `redis` and `http*`. The port most worth knowing first; at most 256 of them.
 *
 * @throws UsageError when the word is neither, with the names that come near
 */
export function explain(word: string): readonly Explanation[] {
  const wanted = word.trim()
  const numeric = /^(\d+)(?:\/(.*))?$/.exec(wanted)
  return numeric ? explainNumber(wanted, numeric[1] ?? '', numeric[2]) : explainName(wanted)
}

function explainNumber(word: string, digits: string, transport: string | undefined): readonly Explanation[] {
  const port = Number(digits)
  if (digits.length > 5 || port > 65_535) throw new UsageError(`${quoted(word)} is no port: they run from 0 to 65535`)
  if (transport === undefined) return explainBoth(port)
  const known = transports.find((name) => name === transport.toLowerCase())
  if (!known) throw new UsageError(`${quoted(word)}: after the slash comes tcp or udp, not ${quoted(transport)}`)
  return [explainPort(known, port)]
}

/** First what more is known of, of equals the more popular; UDP is left out when nothing at all is known of it. */
function explainBoth(port: number): readonly Explanation[] {
  const [tcp, udp] = [explainPort('tcp', port), explainPort('udp', port)]
  if (udp.name === null) return [tcp]
  const ahead = knowledgeOf(udp) - knowledgeOf(tcp) || rankOf(tcp) - rankOf(udp)
  return ahead > 0 ? [udp, tcp] : [tcp, udp]
}

/** The weight of its entry; less for a plain name, an official name, a wide range and nothing, in this order. */
function knowledgeOf({ transport, port, name }: Explanation): number {
  const entry = specificEntries(transport, port)[0]
  if (entry) return entry.weight
  if (plainName(transport, port)) return -1
  if (name === null) return -4
  return rangeEntries(transport, port)[0]?.name === name ? -3 : -2
}

function explainName(word: string): readonly Explanation[] {
  const name = word.toLowerCase().slice(0, longestWord)
  const [pattern = '', wanted] = name.split('/')
  const asked = transports.filter((transport) => wanted === undefined || transport === wanted)
  const found = asked.flatMap((transport) =>
    portsByName(pattern, transport).map((port) => ({ transport, port, rank: rankFor(pattern, transport, port) })),
  )
  if (found.length === 0) throw unknownName(word)
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostPorts)
    .map(({ transport, port }) => explainPort(transport, port))
}

const unranked = 100_000

function rankOf({ popularityRank }: Explanation): number {
  return popularityRank ?? unranked
}

/** The port that goes by the name before those that only answer to it, then by popularity. */
function rankFor(pattern: string, transport: Transport, port: number): number {
  const goesByIt = portName(transport, port)?.toLowerCase() === pattern ? 0 : unranked * 2
  const later = transport === 'udp' ? 1 : 0
  return goesByIt + (popularityRank(transport, port) ?? unranked + port) * 2 + later
}

function unknownName(word: string): UsageError {
  const near = nearNames(word)
  const hint =
    near.length > 0 ? `did you mean ${near.join(', ')}?` : 'give a port, 445/udp or a service name like redis'
  return new UsageError(`${quoted(word)} is no port or service that is known here; ${hint}`)
}

/** Escapes what was typed, so that it cannot act on a terminal. */
function quoted(word: string): string {
  return escapeJson(JSON.stringify(cutText(word, longestWord)))
}

/** All that is known about one port. */
export function explainPort(transport: Transport, port: number): Explanation {
  const judged = classify({ transport, port, service: null })
  const official = registered(transport, port)
  return {
    transport,
    port,
    name: judged.name,
    registeredName: official?.name ?? null,
    registeredDescription: official?.description ?? null,
    range: rangeOf(port),
    linuxEphemeral: isLinuxEphemeral(port),
    category: judged.category,
    categoryReason: judged.reason,
    advice: judged.advice,
    ...factsOf(judged.entry),
    sources: [...(judged.entry?.sources ?? []), ...(official ? [registrySource] : [])],
    title: judged.entry?.title ?? plainName(transport, port)?.description ?? official?.description ?? null,
    alsoUsedBy: entriesFor(transport, port)
      .filter((entry) => entry !== judged.entry)
      .map(({ name, title, category }) => ({ name, title, category })),
    popularityRank: popularityRank(transport, port),
    payloads: transport === 'udp' ? payloadProtocols(port) : [],
  }
}

type Facts = Pick<Explanation, 'cleartext' | 'replacement' | 'danger' | 'incidents' | 'secure' | 'fragile' | 'malware'>

function factsOf(entry: CatalogueEntry | null): Facts {
  return {
    cleartext: entry?.cleartext ?? null,
    replacement: entry?.replacement ? { ...entry.replacement, ports: [...entry.replacement.ports] } : null,
    danger: entry?.danger ?? null,
    incidents: [...(entry?.incidents ?? [])],
    secure: [...(entry?.secure ?? [])],
    fragile: entry?.fragile ?? null,
    malware: entry?.malware ?? false,
  }
}

const registrySource = 'IANA Service Name and Transport Protocol Port Number Registry'

function payloadProtocols(port: number): string[] {
  return payloadsFor(port)
    .filter(({ ports }) => ports.length > 0)
    .map(({ protocol }) => protocol)
}

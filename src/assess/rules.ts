import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { isGrave, numberSpaceEntry, rangeEntries, specificEntries } from '../knowledge/catalogue-index.ts'
import { entryForService } from '../knowledge/lookup.ts'
import { plainName } from '../knowledge/overlay.ts'
import { rangeOf } from '../knowledge/ranges.ts'
import { registered } from '../knowledge/registry.ts'
import { cutText } from '../lib/text.ts'
import type { Service } from '../model/service.ts'
import type { Bind, Category, Transport } from '../model/unions.ts'
import { entryForProcess, isWebServer } from './processes.ts'
import { carriedOn, entryForProduct, entryForSpoken, isCarrier, isOther, spokenProtocol } from './services.ts'

/** All that classification looks at. */
export interface Evidence {
  readonly transport: Transport
  readonly port: number
  /** What speaks there; null when nobody asked or nothing was recognised. */
  readonly service: Service | null
  /** What the socket is bound to, seen from inside; null or absent when it is not known. */
  readonly bind?: Bind | null
  /** Name of the process that listens, seen from inside. */
  readonly process?: string | null
}

/** What a decision rests on, the surest first. */
export type Basis = 'service' | 'process' | 'port' | 'range' | 'bind'

export interface Decision {
  readonly category: Category
  readonly reason: string
  readonly basis: Basis
  readonly entry: CatalogueEntry | null
}

export interface Rule {
  readonly id: string
  /** Null when the rule has nothing to say and the next one is asked. */
  decide(evidence: Evidence): Decision | null
}

/** Long enough for a sentence, short enough for a cell of a table. */
const longestDanger = 160
const longestProcess = 40

/** The first sentence of why it is dangerous. */
function dangerOf(entry: CatalogueEntry): string {
  if (entry.danger === undefined || entry.category === 'normal') return ''
  const sentence = entry.danger.split(/(?<=\.)\s/)[0] ?? ''
  return `: ${cutText(sentence.replace(/\.$/, ''), longestDanger)}`
}

function judgement(entry: CatalogueEntry): string {
  return `${entry.name} is ${entry.category}${dangerOf(entry)}`
}

function decided(entry: CatalogueEntry, basis: Basis, reason: string): Decision {
  return { category: entry.category, reason, basis, entry }
}

function decidedByPort(entry: CatalogueEntry, port: number, witness = 'by port number only'): Decision {
  // "other" is no judgement and stays unsaid.
  const reason = entry.category === 'other' ? `port ${port} is usually ${entry.name}` : judgement(entry)
  return decided(entry, 'port', `${reason} (${witness})`)
}

function other(basis: Basis, reason: string): Decision {
  return { category: 'other', reason, basis, entry: null }
}

/**
 * Asked from the first to the last; the first that decides wins. What really speaks comes before who holds the
 * socket, that before the port number, and the number itself before a range that it is in.
 */
export const rules: readonly Rule[] = [
  { id: 'speaks-for-its-product', decide: byProduct },
  { id: 'page-of-a-device', decide: byDevice },
  { id: 'carrier-on-its-usual-port', decide: byCarrier },
  { id: 'speaks', decide: bySpoken },
  { id: 'speaks-what-nobody-knows', decide: byStranger },
  { id: 'held-by-a-known-daemon', decide: byProcess },
  { id: 'known-from-malware', decide: byMalware },
  { id: 'usual-service-of-the-port', decide: byPort },
  { id: 'plain-name-of-the-port', decide: byPlainName },
  { id: 'held-by-a-web-server', decide: byWebServer },
  { id: 'registered-name', decide: byRegisteredName },
  { id: 'something-uses-the-range', decide: byRange },
  { id: 'no-known-use', decide: withoutKnownUse },
]

function byProduct({ service }: Evidence): Decision | null {
  const protocol = spokenProtocol(service)
  if (service === null || protocol === null || !isCarrier(protocol)) return null
  const entry = entryForProduct(service)
  return entry && decided(entry, 'service', `${judgement(entry)} (speaks ${protocol} as ${entry.name})`)
}

/** What a device shows on the Web is where it is set up. */
function byDevice({ service }: Evidence): Decision | null {
  const protocol = spokenProtocol(service)
  if (service?.facts.layer !== 'device' || service.product === null || protocol === null || !isCarrier(protocol))
    return null
  const reason = `${cutText(service.product, longestProcess)} is administrative: The page on which a device is set up (speaks ${protocol})`
  return { category: 'administrative', reason, basis: 'service', entry: null }
}

function byCarrier({ service, transport, port }: Evidence): Decision | null {
  const protocol = spokenProtocol(service)
  if (protocol === null || !isCarrier(protocol)) return null
  const entry = carriedOn(transport, port)
  return entry && isGrave(entry) && !(service && isOther(service, entry))
    ? decidedByPort(entry, port, `by port number; it speaks ${protocol}, which fits`)
    : null
}

function bySpoken({ service }: Evidence): Decision | null {
  const protocol = spokenProtocol(service)
  const spoken = service && protocol !== null ? entryForSpoken(service, protocol) : null
  return spoken && decided(spoken.entry, 'service', `${judgement(spoken.entry)} (speaks ${spoken.words})`)
}

/** Rather called by its port than lost among the unknown. */
function byStranger({ service, transport, port }: Evidence): Decision | null {
  const protocol = spokenProtocol(service)
  if (protocol === null) return null
  const unknown = `speaks ${protocol}, which the catalogue does not know`
  const usual = specificEntries(transport, port)[0]
  return usual && isGrave(usual)
    ? decidedByPort(usual, port, `by port number; it ${unknown}`)
    : other('service', unknown)
}

function byProcess({ process, transport, port }: Evidence): Decision | null {
  const entry = process ? entryForProcess(process, transport, port) : null
  return entry && decided(entry, 'process', `${judgement(entry)} (held by ${cutText(process ?? '', longestProcess)})`)
}

function byMalware({ transport, port }: Evidence): Decision | null {
  const entry = specificEntries(transport, port)[0]
  if (!entry?.malware) return null
  const hint = `port ${port} is known from ${entry.name}${dangerOf(entry)}`
  return decided(entry, 'port', `${hint} (by port number only; any program may use it)`)
}

function byPort({ transport, port }: Evidence): Decision | null {
  const entry = specificEntries(transport, port)[0]
  return entry ? decidedByPort(entry, port) : null
}

function byPlainName({ transport, port }: Evidence): Decision | null {
  const plain = plainName(transport, port)
  return plain && other('port', `port ${port} is often ${plain.name}: ${plain.description} (by port number only)`)
}

function byWebServer({ process }: Evidence): Decision | null {
  if (!process || !isWebServer(process)) return null
  const entry = entryForService('http')
  return entry && decided(entry, 'process', `${judgement(entry)} (held by ${cutText(process, longestProcess)})`)
}

/** One of hundreds of numbers proves little, so that even a risky service makes a wide range no more than `other`. */
function byRange({ transport, port }: Evidence): Decision | null {
  const entry = rangeEntries(transport, port)[0]
  if (!entry) return null
  return { ...other('range', `port ${port} is in a range that ${entry.name} uses (by port number only)`), entry }
}

function byRegisteredName({ transport, port }: Evidence): Decision | null {
  const official = registered(transport, port)
  return official && other('port', `port ${port} is registered for ${official.name} (by port number only)`)
}

function withoutKnownUse({ transport, port }: Evidence): Decision {
  const entry = numberSpaceEntry(transport, port)
  return { ...other('range', `${rangeOf(port)} range, no known use`), entry }
}

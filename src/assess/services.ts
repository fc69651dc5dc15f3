import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { entriesFor, entryForService } from '../knowledge/lookup.ts'
import type { Service } from '../model/service.ts'
import type { Transport } from '../model/unions.ts'

/** Below this a detector is guessing, and the port number is the better witness. */
export const leastConfidence = 0.5

/** Carry other protocols: knowing that they are spoken does not say what is behind. */
const carriers: ReadonlySet<string> = new Set(['http', 'https', 'http2', 'http3', 'tls', 'ssl', 'grpc', 'websocket'])

/** Protocols that are themselves HTTP: an answer in HTTP does not speak against them. */
const overHttp: ReadonlySet<string> = new Set([
  'docker',
  'kubernetes',
  'kubelet',
  'etcd',
  'elasticsearch',
  'couchdb',
  'clickhouse',
  'webdav',
])

/** The longest word of a peer that is looked up or shown. */
const longestWord = 40

/** The protocol as a detector named it, lower case; null when nothing is known well enough. */
export function spokenProtocol(service: Service | null): string | null {
  if (service === null || !(service.confidence >= leastConfidence)) return null
  const protocol = service.protocol.trim().slice(0, longestWord).toLowerCase()
  return protocol === '' || protocol === 'unknown' ? null : protocol
}

export function isCarrier(protocol: string): boolean {
  return carriers.has(protocol)
}

/** What is spoken, as the catalogue knows it. */
export interface Spoken {
  readonly entry: CatalogueEntry
  /** `imap`, `imap, log-in only after STARTTLS`. */
  readonly words: string
}

/**
 * The entry about what is spoken, whatever the port; inside TLS the encrypted sister (imap → imaps) where there is one. TLS that a
 * client has to ask for makes it the sister only where nobody can log in without.
 */
export function entryForSpoken({ tls, facts }: Service, protocol: string): Spoken | null {
  const plain = entryForService(protocol)
  const encrypted = tls === null ? null : entryForService(protocol === 'tls' ? 'https' : `${protocol}s`)
  if (encrypted === null) return plain && { entry: plain, words: protocol }
  if (tls?.startTls === null || plain === null) return { entry: encrypted, words: protocol }
  return facts.loginDisabled === true
    ? { entry: encrypted, words: `${protocol}, log-in only after STARTTLS` }
    : { entry: plain, words: `${protocol}, with STARTTLS for who asks` }
}

/** Grafana or Jenkins says more than the HTTP that it is reached by; a Time Tracker is no RFC 868. */
export function entryForProduct({ product }: Service): CatalogueEntry | null {
  if (product === null) return null
  const words = product
    .slice(0, longestWord)
    .toLowerCase()
    .trim()
    .split(/[\s/]+/)
  const whole = words.join('-')
  const named = [whole, words[0] ?? ''].map(entryForService)
  return named.find((entry) => entry !== null && (isCarried(entry) || namesProduct(entry, whole))) ?? null
}

/** The first word of an entry is its protocol: the agent of Zabbix is no web page. */
function namesProduct({ services = [] }: CatalogueEntry, word: string): boolean {
  return services.indexOf(word) > 0
}

/**
 * The usual owner of the port, when it is reached by what is spoken: HTTP on 5985 is WinRM, HTTP on 22 is not SSH.
 * An entry says so by naming the carrier, or a protocol over it, among its services.
 */
export function carriedOn(transport: Transport, port: number): CatalogueEntry | null {
  return entriesFor(transport, port).find(isCarried) ?? null
}

/**
 * Whether the application or device that was recognised is another than the port is known for: MiniDLNA on the port of Vault. What
 * only serves it (nginx, Jetty) may stand before anything.
 */
export function isOther({ product, facts: { layer } }: Service, { id, name, title }: CatalogueEntry): boolean {
  if (product === null || (layer !== 'application' && layer !== 'device')) return false
  const known = wordsOf(`${id} ${name} ${title}`)
  return !wordsOf(product).some((word) => known.includes(word))
}

function wordsOf(text: string): string[] {
  return text
    .slice(0, 4 * longestWord)
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word.length > 2)
}

function isCarried({ services }: CatalogueEntry): boolean {
  return services?.some((word) => isCarrier(word) || overHttp.has(word)) ?? false
}

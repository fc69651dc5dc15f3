// A service put into words.

import { count, cutText } from '../../lib/text.ts'
import type { Behaviour, Service, Tls } from '../../model/service.ts'
import { pairs } from './words.ts'

const longestReply = 80

/** What speaks there, and in brackets what one wants to know of it first; `redis?` when only the port number says so. */
export function serviceText(name: string | null, service: Service | null): string | null {
  if (service === null) return name === null ? null : `${name}?`
  if (service.protocol === 'unknown') return `${name === null ? 'unknown' : `${name}?`} (${didText(service)})`
  const { protocol, product, version, tls, facts } = service
  const isInside = tls !== null && tls.startTls === null && !/tls|https/.test(protocol)
  const words = [isInside ? `${protocol}/tls` : protocol, product, version ?? facts.versionRange]
  const details = [...detailsOf(service), ...systemOf(service)]
  return [...words, details.length > 0 && `(${details.join(', ')})`].filter(Boolean).join(' ')
}

/** `no log-in`, `STARTTLS`, a patch level: what a name and a version leave out, the most worrying first. */
export function detailsOf({ product, tls, facts, evidence: { behaviour } }: Service): string[] {
  const details = [
    behaviour === 'floods' || behaviour === 'stalls-in-tls' ? did[behaviour] : null,
    facts.authRequired === false ? 'no log-in' : null,
    facts.anonymous === true ? 'anonymous log-in' : null,
    facts.authRequired === true ? 'log-in needed' : null,
    facts.smb1 === true ? 'SMB 1' : null,
    tls?.startTls ? 'STARTTLS' : null,
    facts.patchLevel,
    product === null ? facts.title : null,
  ]
  return details.filter((detail) => typeof detail === 'string')
}

/** What the words about a service rest on; nothing when nobody asked. */
export function evidenceOf(service: Service | null): (string | null)[] {
  if (service === null) return []
  const { confidence, tls, facts, cpe, evidence } = service
  const { detector, answeredTo, reply, connections } = evidence
  const known = detector === null ? 'not recognised' : `recognised by ${detector}, confidence ${confidence}`
  const told =
    reply && `${answeredTo === null ? 'it said' : `to ${answeredTo} it answered`} ${cutText(reply, longestReply)}`
  return [known, told, count(connections, 'connection'), tlsText(tls), pairs(facts), cpe.join(' ')]
}

/** As the service names it, and the kernel's release left to machines. */
function systemOf({ os }: Service): string[] {
  return os?.from.includes('service') ? [os.name.replace(/^Linux .*/, 'Linux')] : []
}

const did: Readonly<Record<Behaviour, string>> = {
  greets: 'speaks first, in a way that nobody knows',
  answers: 'answers in a way that nobody knows',
  silent: 'says nothing',
  'acknowledges-data': 'takes what it is sent, and says nothing',
  'zero-window': 'takes no data',
  resets: 'resets connections',
  closes: 'closes connections',
  floods: 'sends without end',
  'stalls-in-tls': 'stalls in the middle of TLS',
  unreachable: 'was not reached again',
  'not-asked': 'not asked: fragile',
}

/** What a service that nobody recognised did. */
function didText({ evidence }: Service): string {
  return did[evidence.behaviour]
}

/** `TLSv1.3, CN=www.example until 2027-03-01`. */
export function tlsText(tls: Tls | null): string | null {
  if (tls === null) return null
  const [own] = tls.certificates
  const certificate = own && `${own.subject} until ${own.notAfter.slice(0, 10)}${own.selfSigned ? ', self-signed' : ''}`
  return [tls.version ?? `TLS (${tls.alert ?? 'no handshake'})`, certificate].filter(Boolean).join(', ')
}

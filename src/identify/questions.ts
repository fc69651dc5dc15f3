import type { Detector } from './detector.ts'
import { detectorsFor } from './recognise.ts'

/** What to say on a fresh connection on which the peer kept silent. */
export type Question = { readonly kind: 'hello'; readonly detector: Detector } | { readonly kind: 'tls' }

/** 443 and the like: TLS comes before everything else. */
const tcp = () => detectorsFor('tcp')

/** Inside TLS a connection costs a handshake each: the likeliest few, then no more. */
const mostInTls = 4

/**
 * The questions for a silent TCP endpoint, the likeliest first: hellos whose usual port it is, TLS and HTTP (first the one that
 * the port suggests), then what is common on odd ports and answers to nothing but its own hello.
 */
export function questionsFor(port: number, isTls: boolean, intensity: number): readonly Question[] {
  if (intensity === 0) return []
  const own = hellos(({ ports, tlsPorts = [] }) => (isTls ? tlsPorts : ports).includes(port))
  if (isTls) return unique([...own, ...generic(), ...elsewhere(intensity)]).slice(0, mostInTls)
  const isTlsPort = tcp().some(({ tlsPorts }) => tlsPorts?.includes(port))
  const tls: Question = { kind: 'tls' }
  const first = isTlsPort ? [tls, ...own] : own
  return unique([...first, ...generic(), tls, ...elsewhere(intensity)])
}

/** HTTP: most text protocols complain about it in their own words. */
const generic = () => hellos(({ id }) => id === 'http')

/** The detectors whose datagrams go to a UDP endpoint: those whose usual port it is, then what is common on odd ports. */
export function datagramsFor(port: number, intensity: number): readonly Detector[] {
  if (intensity === 0) return []
  const all = detectorsFor('udp')
  const own = all.filter(({ ports }) => ports.includes(port))
  const others = all.filter(({ elsewhere: least = Infinity, ports }) => least <= intensity && !ports.includes(port))
  return [...own, ...others.toSorted((a, b) => a.elsewhere! - b.elsewhere!)]
}

function elsewhere(intensity: number): Question[] {
  const some = tcp().filter(({ elsewhere: least = Infinity }) => least <= intensity)
  return some
    .toSorted((a, b) => a.elsewhere! - b.elsewhere! || b.specificity - a.specificity)
    .filter(({ hello }) => hello !== undefined)
    .map((detector) => ({ kind: 'hello', detector }))
}

function hellos(applies: (detector: Detector) => boolean): Question[] {
  return tcp()
    .filter((detector) => detector.hello !== undefined && applies(detector))
    .map((detector) => ({ kind: 'hello', detector }))
}

function unique(questions: readonly Question[]): readonly Question[] {
  const byName = new Map(questions.map((question) => [nameOf(question), question] as const).reverse())
  return [...new Set(questions.map(nameOf))].map((name) => byName.get(name)!)
}

export function nameOf(question: Question): string {
  return question.kind === 'tls' ? 'tls' : question.detector.id
}

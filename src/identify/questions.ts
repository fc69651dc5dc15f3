import type { Detector } from './detector.ts'
import { detectorsFor } from './recognise.ts'

/** What to say on a fresh connection on which the peer kept silent. */
export type Question = { readonly kind: 'hello'; readonly detector: Detector } | { readonly kind: 'tls' }

const tcp = () => detectorsFor('tcp')

/** Inside TLS a connection costs a handshake each: the likeliest few, then no more. */
const mostInTls = 4

/**
 * The questions for a silent TCP endpoint, the likeliest first: hellos whose usual port it is, TLS and HTTP (first the one that
 * the port suggests), then what is common on odd ports and answers to nothing but its own hello.
 */
export function questionsFor(port: number, isTls: boolean, intensity: number): readonly Question[] {
  if (intensity === 0) return []
  if (isTls) return unique([...ownInTls(port), ...generic(), ...elsewhere(intensity, isUsualInTls)]).slice(0, mostInTls)
  const own = ownOf(port)
  const isTlsPort = tcp().some(({ tlsPorts }) => tlsPorts?.includes(port))
  const tls: Question = { kind: 'tls' }
  const first = isTlsPort ? [tls, ...own] : own
  return unique([...first, ...generic(), tls, ...elsewhere(intensity, () => true)])
}

/** Where HTTP is one of them it is nearly always that, and others wait for more of what is no line of theirs: a debugger of Java at 8000. */
function ownOf(port: number): Question[] {
  const own = hellos(({ ports }) => ports.includes(port))
  return own.some(isHttp) ? [...generic(), ...own] : own
}

/** What has no port for TLS from the first byte may take both at its usual one: MongoDB. */
function ownInTls(port: number): Question[] {
  return [...hellos(({ tlsPorts }) => tlsPorts?.includes(port) === true), ...ownOf(port)]
}

/** HTTP: most text protocols complain about it in their own words. */
const generic = () => hellos(({ id }) => id === 'http')

const isHttp = (question: Question) => nameOf(question) === 'http'
const isUsualInTls = ({ tlsPorts = [] }: Detector) => tlsPorts.length > 0

/** The detectors whose datagrams go to a UDP endpoint: those whose usual port it is, then what is common on odd ports. */
export function datagramsFor(port: number, intensity: number): readonly Detector[] {
  if (intensity === 0) return []
  const all = detectorsFor('udp')
  const own = all.filter(({ ports }) => ports.includes(port))
  const others = all.filter(({ elsewhere: least = Infinity, ports }) => least <= intensity && !ports.includes(port))
  return [...own, ...others.toSorted((a, b) => a.elsewhere! - b.elsewhere!)]
}

function elsewhere(intensity: number, applies: (detector: Detector) => boolean): Question[] {
  const some = tcp().filter((detector) => (detector.elsewhere ?? Infinity) <= intensity && applies(detector))
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

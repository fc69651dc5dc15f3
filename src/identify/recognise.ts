import type { Detector, Match } from './detector.ts'
import { detectors } from './detectors.gen.ts'
import type { Reply } from './reply.ts'
import { timeLimit } from './time-limit.ts'

export interface Recognition {
  readonly detector: Detector
  readonly match: Match
}

/** Where a reply came from: of equals that match, the one that was asked wins, then the one whose port it is. */
export interface Origin {
  readonly transport: 'tcp' | 'udp'
  readonly port: number
  /** Id of the detector whose hello this answers; null: nobody's. */
  readonly asked: string | null
}

export const defaultConfidence = 0.9
/** Below this other protocols answer alike, and asking goes on. */
export const leastConfidence = 0.5

const all: readonly Detector[] = Object.values(detectors as Readonly<Record<string, Detector>>)
const byTransport = {
  tcp: sorted(all.filter(({ transport }) => transport === 'tcp')),
  udp: sorted(all.filter(({ transport }) => transport === 'udp')),
}

function sorted(some: readonly Detector[]): readonly Detector[] {
  return some.toSorted((a, b) => b.specificity - a.specificity || (a.id < b.id ? -1 : 1))
}

export function detectorsFor(transport: 'tcp' | 'udp'): readonly Detector[] {
  return byTransport[transport]
}

const byPort = new Map<number, Detector[]>()
for (const detector of byTransport.tcp) {
  for (const port of new Set([...detector.ports, ...(detector.tlsPorts ?? [])])) {
    byPort.set(port, [...(byPort.get(port) ?? []), detector])
  }
}

/** Those whose usual port it is over TCP, in the clear or inside TLS. */
export function detectorsAt(port: number): readonly Detector[] {
  return byPort.get(port) ?? []
}

/** The best of all detectors that know the reply, as far as the time for one reply goes; null when none does. */
export function recognise(reply: Reply, origin: Origin): Recognition | null {
  if (reply.isEmpty) return null
  let best: Recognition | null = null
  const isUp = timeLimit()
  for (const detector of byTransport[origin.transport]) {
    if (isUp()) break
    if (best !== null && isSure(best.match) && detector.specificity < best.detector.specificity) break
    const match = detector.match(reply)
    if (match !== null && (best === null || isBetter({ detector, match }, best, origin))) best = { detector, match }
  }
  return best
}

export function isSure({ confidence = defaultConfidence }: Match): boolean {
  return confidence >= leastConfidence
}

function isBetter(one: Recognition, other: Recognition, origin: Origin): boolean {
  if (isSure(one.match) !== isSure(other.match)) return isSure(one.match)
  if (one.detector.specificity !== other.detector.specificity)
    return one.detector.specificity > other.detector.specificity
  return kinship(one.detector, origin) > kinship(other.detector, origin)
}

function kinship({ id, ports, tlsPorts = [] }: Detector, { asked, port }: Origin): number {
  return (asked === id ? 2 : 0) + (ports.includes(port) || tlsPorts.includes(port) ? 1 : 0)
}

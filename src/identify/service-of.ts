import { cutText } from '../lib/text.ts'
import type { Behaviour, Fact, Service, Tls } from '../model/service.ts'
import type { Match } from './detector.ts'
import { osSaid } from './os-hint.ts'
import { readable } from './readable.ts'
import { defaultConfidence, type Recognition } from './recognise.ts'
import type { Reply } from './reply.ts'
import { matchByCertificate } from './tls/telling-certificate.ts'

const longestText = 200
const mostFacts = 40
const mostItems = 100
const longestEvidence = 256

/** What one interview noted, whatever came of it. */
export interface Course {
  readonly behaviour: Behaviour
  readonly asked: readonly string[]
  readonly answeredTo: string | null
  readonly reply: Reply | null
  readonly connections: number
  readonly tls: Tls | null
}

/** A service out of what was recognised and what was noted. Everything a peer said is cut to a length that can be shown. */
export function serviceOf(recognition: Recognition | null, course: Course): Service {
  const match = recognition?.match ?? unknown(course)
  return {
    protocol: text(match.protocol) ?? 'unknown',
    product: text(match.product),
    version: text(match.version),
    vendor: text(match.vendor),
    os: osSaid(text(match.os)),
    deviceType: text(match.deviceType),
    cpe: items(match.cpe ?? []),
    tls: course.tls,
    facts: factsOf(match.facts ?? {}),
    names: items([...(match.names ?? []), ...(course.tls?.certificates[0]?.names ?? [])]),
    confidence: Math.min(1, Math.max(0, match.confidence ?? defaultConfidence)),
    evidence: {
      behaviour: course.behaviour,
      detector: recognition?.detector.id ?? null,
      asked: [...course.asked],
      answeredTo: course.answeredTo,
      reply: course.reply === null || course.reply.isEmpty ? null : visible(course.reply.slice(0, longestEvidence)),
      connections: course.connections,
    },
  }
}

const untouched = { asked: [], answeredTo: null, reply: null, connections: 0, tls: null } as const

/** Left alone, because it may be harmed by being asked. */
export const notAsked = serviceOf(null, { behaviour: 'not-asked', ...untouched })

/** It was open, and could not be connected to when it was to be asked. */
export const unreachable = serviceOf(null, { behaviour: 'unreachable', ...untouched })

/** TLS is known by its handshake, whatever is inside. */
function unknown({ tls }: Course): Match {
  return tls === null ? { protocol: 'unknown', confidence: 0 } : (matchByCertificate(tls) ?? { protocol: 'tls' })
}

function text(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' ? null : shown(trimmed)
}

function shown(value: string): string {
  return cutText(readable(value), longestText)
}

function items(values: readonly string[]): string[] {
  const cut = values.slice(0, mostItems).map((value) => shown(value.trim()))
  return [...new Set(cut.filter((value) => value !== ''))]
}

function factsOf(facts: NonNullable<Match['facts']>): Record<string, Fact> {
  const said = Object.entries(facts).filter((entry): entry is [string, Fact] => entry[1] !== undefined)
  return Object.fromEntries(said.slice(0, mostFacts).map(([name, value]) => [name, factOf(value)]))
}

function factOf(value: Fact): Fact {
  if (typeof value === 'string') return shown(value)
  return Array.isArray(value) ? items(value) : value
}

/** Printable ASCII stays; a backslash and every other byte become `\xNN`, so that the bytes can be had back. */
function visible(bytes: string): string {
  return bytes.replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

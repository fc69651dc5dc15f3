// decodes foreign bytes
// What the scanner in its own process says, checked before anybody believes it. It has met hostile packets: whoever took it over may
// lie about what is open, but must not reach further than that.

import { decodeMessage } from '../../confined/message-codec.ts'
import { isText } from '../../confined/texts.ts'
import { reasons } from '../../model/unions.ts'
import type {
  Counters,
  WorkerCheckpoint,
  WorkerEnd,
  WorkerHosts,
  WorkerMessage,
  WorkerSightings,
} from '../crew/channel.ts'
import { longestAnswer } from '../results/kept-answers.ts'
import type { SightingColumns } from '../results/sightings.ts'

/** Asks for something to be opened. */
export interface Request {
  readonly kind: 'open'
  /** Packet sockets of an interface, raw sockets to own addresses, or the capture file of an interface. */
  readonly what: 'packet' | 'raw-ip' | 'capture'
  /** Of the interface; for raw sockets nothing. */
  readonly name: string
  /** Its source ports: the first, and how many in a row, for each transport. Nothing to a capture file. */
  readonly tcp: number
  readonly udp: number
  readonly count: number
}

export type Said =
  | WorkerMessage
  | Request
  | { readonly kind: 'counters'; readonly counters: Counters }
  | { readonly kind: 'failed'; readonly reason: string }

/** The largest message of a scanner by far is a byte for each of 2^24 hosts. */
export const mostSaidBytes = 2 ** 26
const mostTexts = 1000
/** All ports of all IPv4 addresses, or the pairs of a million probes. */
const mostMeasured = 2 ** 48
/** Port numbers have 16 bits. */
const portCount = 65_536

/** Null when it says nothing that a scanner says of `addressCount` addresses. Never throws. */
export function understood(bytes: Uint8Array, addressCount: number): Said | null {
  const value = decodeMessage(bytes)
  if (!isRecord(value)) return null
  const isIndex = (index: unknown): boolean => isCount(index) && (index as number) < addressCount
  switch (value.kind) {
    case 'counters':
      return isCounters(value.counters) ? (value as unknown as Said) : null
    case 'sightings':
      return isSightings(value, isIndex) ? value : null
    case 'hosts':
      return isHosts(value, addressCount) ? value : null
    case 'checkpoint':
      return isCheckpoint(value, isIndex) ? (value as unknown as WorkerCheckpoint) : null
    case 'end':
      return isEnd(value, isIndex) ? value : null
    case 'open':
      return isRequest(value) ? value : null
    case 'failed':
      return isText(value.reason) ? (value as unknown as Said) : null
    default:
      return null
  }
}

type Plain = Readonly<Record<string, unknown>>
type IsIndex = (index: unknown) => boolean

function isSightings(value: Plain, isIndex: IsIndex): value is Plain & WorkerSightings {
  const { columns, answers = [] } = value
  return areColumns(columns, isIndex) && isListOf(answers, (each) => isAnswer(each, (columns as SightingColumns).count))
}

function isAnswer(value: unknown, rows: number): boolean {
  if (!isRecord(value)) return false
  const { row, ttl, bytes } = value
  const isOctet = isCount(ttl) && (ttl as number) < 256
  return isCount(row) && row < rows && isOctet && bytes instanceof Uint8Array && bytes.length <= longestAnswer
}

function areColumns(columns: unknown, isIndex: IsIndex): boolean {
  if (!isRecord(columns) || !isCount(columns.count)) return false
  const { addressIndex, at, rttMs, port, transport, outcome, count } = columns
  const areOfTheirKind =
    addressIndex instanceof Float64Array &&
    at instanceof Float64Array &&
    rttMs instanceof Float32Array &&
    port instanceof Uint16Array &&
    transport instanceof Uint8Array &&
    outcome instanceof Uint8Array
  if (!areOfTheirKind) return false
  const sameLength = [addressIndex, at, rttMs, port, transport, outcome].every(({ length }) => length === count)
  return sameLength && addressIndex.every(isIndex) && at.every(isInstant) && outcome.every(isReason)
}

function isHosts(value: Plain, addressCount: number): value is Plain & WorkerHosts {
  return value.alive instanceof Uint8Array && value.alive.length === addressCount
}

/** What is written down of it. Whether it fits its scan is looked at when it is read again (src/resume/decode.ts). */
function isCheckpoint({ checkpoint }: Plain, isIndex: IsIndex): boolean {
  if (!isRecord(checkpoint)) return false
  const { waves, folding, tallies, causes, absent, late, patience, known, total, done, open, sent } = checkpoint
  return (
    isRecord(waves) &&
    isCount(waves.begun) &&
    isListOf(waves.windows, isWindow) &&
    isRecord(folding) &&
    isListOf(folding.folded, (each) => isFolded(each, isIndex)) &&
    isListOf(folding.suspects, isRecord) &&
    areColumns(folding.held, isIndex) &&
    isTallies(tallies, isIndex) &&
    areCauses(causes) &&
    isListOf(absent, isIndex) &&
    (late === null || isListOf(late, isIndex)) &&
    isListOf(patience, isPatient) &&
    isRecord(checkpoint.recall) &&
    isListOf(known, isCount) &&
    [total, done, open, sent].every(isCount)
  )
}

function isWindow(value: unknown): boolean {
  return isRecord(value) && value.settled instanceof Uint32Array && isListOf(value.again, isCount)
}

function isPatient(value: unknown): boolean {
  return isRecord(value) && value.waiting instanceof Uint8Array
}

function areCauses(value: unknown): boolean {
  return isRecord(value) && Object.entries(value).every(([cause, count]) => isText(cause) && isCount(count))
}

function isEnd(value: Plain, isIndex: IsIndex): value is Plain & WorkerEnd {
  return (
    (value.crash === null || isText(value.crash)) &&
    isTallies(value.tallies, isIndex) &&
    isListOf(value.folded, (each) => isFolded(each, isIndex)) &&
    isListOf(value.absent, isIndex) &&
    (value.missing === undefined || value.missing === 0 || isIndex((value.missing as number) - 1)) &&
    areCauses(value.causes) &&
    (value.recall === null || isEvidence(value.recall)) &&
    isListOf(value.notes, isText) &&
    value.notes.length <= mostTexts
  )
}

/** Rows of four: host, or -1 for all together; transport; outcome; count. */
function isTallies(value: unknown, isIndex: IsIndex): boolean {
  if (!(value instanceof Float64Array) || value.length % 4 !== 0) return false
  return value.every((number, i) => {
    if (i % 4 === 0) return number === -1 || isIndex(number)
    if (i % 4 === 1) return number === 0 || number === 1
    return i % 4 === 2 ? isReason(number) : isCount(number)
  })
}

function isFolded(value: unknown, isIndex: IsIndex): boolean {
  if (!isRecord(value) || !isIndex(value.addressIndex)) return false
  const { transport, sampled, open, skipped, evidence } = value
  const isPort = (port: unknown) => isCount(port) && (port as number) < portCount
  return (
    (transport === 'tcp' || transport === 'udp') &&
    [sampled, open, skipped].every(isCount) &&
    isListOf(evidence, isPort)
  )
}

/** What recall is computed from (raw/recall.ts). */
function isEvidence(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { foundAt, unanswered, attempts, rounds, successive, sameHost, perHost } = value
  return (
    isListOf(foundAt, isMeasured) &&
    isMeasured(unanswered) &&
    isMeasured(attempts) &&
    isListOf(rounds, isRound) &&
    [successive, sameHost].every(arePairs) &&
    typeof perHost === 'number' &&
    perHost >= 1 &&
    perHost <= mostMeasured
  )
}

function isRound(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { sample, silent } = value
  return isMeasured(sample) && isMeasured(silent) && sample >= silent
}

function arePairs(value: unknown): boolean {
  return isRecord(value) && [value.pairs, value.silent, value.members].every(isMeasured)
}

function isRequest(value: Plain): value is Plain & Request {
  const { what, name, tcp, udp, count } = value
  const isKind = what === 'packet' || what === 'raw-ip' || what === 'capture'
  return isKind && isText(name) && [tcp, udp, count].every((each) => isCount(each) && (each as number) < portCount)
}

function isCounters(value: unknown): boolean {
  return isRecord(value) && [value.done, value.sent, value.open].every(isCount)
}

function isReason(outcome: number): boolean {
  return isCount(outcome) && outcome < reasons.length
}

/** Milliseconds that a date can hold (ECMA-262, time values). */
function isInstant(at: number): boolean {
  return Math.abs(at) <= 8.64e15
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** So small that thousands of them can be added up. */
function isMeasured(value: unknown): value is number {
  return isCount(value) && value <= mostMeasured
}

function isListOf(value: unknown, isRight: (each: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every(isRight)
}

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

// decodes foreign bytes
import type { z } from 'zod'
import { UsageError } from '../lib/errors.ts'
import { type KeptPart, KeptScan, KeptState } from '../model/scan-state.ts'
import { reasons } from '../model/unions.ts'
import type { Checkpoint } from '../probe/checkpoint.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { unpackPositions } from '../probe/hosts/packed-positions.ts'
import { techniques } from '../probe/techniques.gen.ts'
import { deep } from './deep.ts'
import { decodeResults } from './result-records.ts'

/** What was asked for, from its file. @throws UsageError with one line when it is none of ours, or another version's */
export function decodeScan(text: string, name: string): KeptScan {
  return parsed(KeptScan, text, name)
}

/** The inverse of `keepPlan`. @throws UsageError for a technique that there is not */
export function planOf(kept: KeptScan['plan']): ProbePlan {
  const { technique = 'syn' } = kept
  if (!Object.hasOwn(techniques, technique)) {
    throw new UsageError(`technique ${JSON.stringify(technique)} is not there; begin the scan anew`)
  }
  const addresses = kept.space.addresses.map(({ first, last, ...range }) => ({
    ...range,
    first: BigInt(first),
    last: BigInt(last),
  }))
  // A scope would not know them for what would be probed.
  const isForeign = ({ family, last, zone }: (typeof addresses)[number]) =>
    last >> (family === 4 ? 32n : 128n) > 0n || (family === 4 && zone !== undefined)
  if (addresses.some(isForeign))
    throw new UsageError('the targets that were kept are no addresses; begin the scan anew')
  const pace = deep(kept.pace, (value) => (value === null ? Infinity : value))
  return { ...kept, space: { ...kept.space, addresses }, pace } as ProbePlan
}

/** What the state must fit: the endpoints that each part walks, and their hosts. */
export interface Reach {
  readonly totals: readonly number[]
  readonly addressCount: number
}

/** Where a scan is, from its file. @throws UsageError with one line when it is none of ours, or not of this scan */
export function decodeState(text: string, name: string, reachOf: (state: KeptState) => Reach) {
  const state = parsed(KeptState, text, name)
  const { totals, addressCount } = reachOf(state)
  for (const [i, part] of state.parts.entries()) {
    const fault = faultOf(part, totals[i]!, addressCount)
    if (fault !== null) throw new UsageError(`${name} does not fit its scan (${fault}); begin the scan anew`)
  }
  return { state, checkpoints: state.parts.map((part) => checkpointOf(part, addressCount)) }
}

function parsed<T>(schema: z.ZodType<T>, text: string, name: string): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new UsageError(`${name} is damaged; begin the scan anew`)
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  throw new UsageError(`${name} is not as this version writes it (${faultText(result.error)}); begin the scan anew`)
}

/** Where the first fault is, and what it is: one line. */
function faultText({ issues }: { readonly issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const { path = [], message = '' } = issues[0] ?? {}
  return `${path.map(String).join('.') || 'file'}: ${message}`.slice(0, 200)
}

/** What is out of bounds; null: nothing. */
function faultOf(part: KeptPart, total: number, addressCount: number): string | null {
  const within = (numbers: readonly number[], limit: number) => numbers.every((number) => number < limit)
  const hosts = [...part.folded, ...part.suspects, ...part.patience].map(({ addressIndex }) => addressIndex)
  const samples = part.recall.windows.flatMap(({ sample }) => sample)
  const { absent, late } = part
  if (part.total !== total) return `${part.total} endpoints, not ${total}`
  if (part.begun > total) return 'begun'
  const sampled = samples.map(({ addressIndex }) => addressIndex)
  if (![hosts, absent, late ?? [], sampled].every((each) => within(each, addressCount))) return 'hosts'
  if (!within(part.known, total)) return 'known'
  if (part.patience.some(({ waiting }) => unpackPositions(Buffer.from(waiting, 'base64'), total) === null))
    return 'patience'
  if (
    !within(
      samples.map(({ position }) => position),
      total,
    )
  )
    return 'recall'
  if (!areWindows(part)) return 'windows'
  return areTallies(part.tallies, addressCount) ? null : 'tallies'
}

function areWindows({ windows, begun }: KeptPart): boolean {
  let before = 0
  for (const { first, size, offset, again, settled } of windows) {
    if (first < before || first + size > begun || offset > size) return false
    if (!again.every((each) => each < size)) return false
    if (Buffer.byteLength(settled, 'base64') !== 4 * Math.ceil(size / 32)) return false
    before = first + size
  }
  return true
}

function areTallies(rows: readonly number[], addressCount: number): boolean {
  if (rows.length % 4 !== 0) return false
  for (let i = 0; i < rows.length; i += 4) {
    const [host = 0, transport = 0, outcome = 0, count = 0] = rows.slice(i, i + 4)
    if (host >= addressCount || transport < 0 || transport > 1 || outcome < 0 || count < 0) return false
    if (outcome >= reasons.length) return false
  }
  return true
}

function checkpointOf(part: KeptPart, addressCount: number): Checkpoint {
  const { begun, windows, tallies, folded, suspects, held, patience, recall } = part
  const { causes, absent, late, known, total, done, open, sent } = part
  return {
    waves: { begun, windows: windows.map((window) => ({ ...window, settled: wordsOf(window.settled, window.size) })) },
    tallies: Float64Array.from(tallies),
    folding: { folded, suspects, held: decodeResults(Buffer.from(held, 'base64'), addressCount) },
    patience: patience.map(({ waiting, ...host }) => ({
      ...host,
      waiting: new Uint8Array(Buffer.from(waiting, 'base64')),
    })),
    recall,
    causes,
    absent,
    late,
    known,
    total,
    done,
    open,
    sent,
  }
}

/** Little-endian words; those bits that stand for no endpoint are left out. */
function wordsOf(base64: string, size: number): Uint32Array {
  const bytes = Buffer.from(base64, 'base64')
  const words = Uint32Array.from({ length: bytes.length >>> 2 }, (_, w) => bytes.readUInt32LE(4 * w))
  const rest = size % 32
  if (rest !== 0) words[words.length - 1]! &= 2 ** rest - 1
  return words
}

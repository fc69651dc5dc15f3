import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import type { KeptScan } from '../model/scan-state.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { onlyAlive } from '../probe/raw/only-alive.ts'
import type { SightingColumns } from '../probe/results/sightings.ts'
import { EndpointIndex } from '../targets/endpoint-index.ts'
import { decodeScan, decodeState, planOf } from './decode.ts'
import { ScanFolder } from './folder.ts'
import type { Interrupted } from './folder-journal.ts'
import { decodeHosts, mostHostBytes } from './host-bits.ts'
import { type OwnerOf, ownerIn, totalsOf } from './owners.ts'
import { PartStates } from './part-states.ts'
import { fileNames, isId } from './places.ts'
import { decodeResults, recordBytes } from './result-records.ts'
import { divideTail, type Tails } from './tails.ts'

/** Records that are read at a time. */
const batch = 4096

export interface LoadedScan extends Interrupted {
  readonly scan: KeptScan
  readonly plan: ProbePlan
  readonly savedAt: string
}

/** Opens what was interrupted. It stays locked. @throws UsageError with one line when there is none, or it cannot be gone on with */
export async function loadScan(scans: string, id: string): Promise<LoadedScan> {
  if (!isId(id)) {
    throw new UsageError(
      `--resume ${JSON.stringify(id)} is no scan, such as 20261122-061339-3fa8; without one it lists those that there are`,
    )
  }
  const folder = await ScanFolder.open(scans, id)
  try {
    return loadFrom(folder)
  } catch (error) {
    folder.close()
    throw error
  }
}

function loadFrom(folder: ScanFolder): LoadedScan {
  const scan = decodeScan(textOf(folder, fileNames.scan), join(folder.path, fileNames.scan))
  const plan = planOf(scan.plan)
  let alive: Uint8Array | null = null
  let narrowed = plan
  let addressCount = 0
  const { state, checkpoints } = decodeState(
    textOf(folder, fileNames.state),
    join(folder.path, fileNames.state),
    ({ hosts, parts }) => {
      alive = hosts ? hostsOf(folder, indexOf(plan).addressCount) : null
      const addresses = alive === null ? plan.space.addresses : onlyAlive(plan.space.addresses, alive)
      narrowed = { ...plan, space: { ...plan.space, addresses } }
      const index = indexOf(narrowed)
      addressCount = index.addressCount
      const lates = parts.map(({ late }) => late)
      return { totals: totalsOf(index, plan.shard, alive, lates), addressCount }
    },
  )
  const covered = state.parts.map(({ results }) => results)
  const ownerOf = ownerIn(
    narrowed,
    alive,
    checkpoints.map(({ late }) => late),
  )
  const { tails, results } = tailsOf(folder, covered, ownerOf, addressCount)
  const parts = checkpoints.map((checkpoint, i) => ({ checkpoint, tail: tails[i]! }))
  const former = { alive, parts, results: () => resultsOf(folder, results, addressCount) }
  return { folder, scan, plan, savedAt: state.savedAt, former, states: PartStates.resumed(parts, covered, results) }
}

/** @throws UsageError for a file that somebody has tampered with */
function indexOf({ space }: ProbePlan): EndpointIndex {
  try {
    return new EndpointIndex(space)
  } catch (error) {
    throw new UsageError(`the targets that were kept make no sense (${String(error)}); begin the scan anew`)
  }
}

function textOf(folder: ScanFolder, name: string): string {
  const bytes = folder.read(name)
  if (bytes === null) throw new UsageError(`scan ${folder.id} was interrupted before anything was saved; begin it anew`)
  return bytes.toString('utf8')
}

function hostsOf(folder: ScanFolder, addressCount: number): Uint8Array {
  const bytes = folder.read(fileNames.hosts, mostHostBytes)
  const alive = bytes === null ? null : decodeHosts(bytes, addressCount)
  if (alive === null) throw new UsageError(`${join(folder.path, fileNames.hosts)} is damaged; begin the scan anew`)
  return alive
}

/** What was found after the state was saved: up to where the kill cut it off. */
function tailsOf(folder: ScanFolder, covered: readonly number[], ownerOf: OwnerOf, addressCount: number): Tails {
  const divided = divideTail(recordsFrom(folder, Math.min(...covered), addressCount), covered, ownerOf)
  if (divided.results < Math.max(...covered)) throw tooFew(folder)
  return divided
}

/** Up to the first that is not whole. */
function* recordsFrom(folder: ScanFolder, first: number, addressCount: number): Iterable<SightingColumns> {
  for (let at = first; ; at += batch) {
    const bytes = folder.readPart(fileNames.results, at * recordBytes, batch * recordBytes)
    if (bytes === null) throw tooFew(folder)
    const columns = decodeResults(bytes, addressCount)
    yield columns
    if (columns.count < batch) return
  }
}

function tooFew({ path }: ScanFolder): UsageError {
  return new UsageError(`${join(path, fileNames.results)} has less in it than was saved; begin the scan anew`)
}

async function* resultsOf(folder: ScanFolder, count: number, addressCount: number): AsyncIterable<SightingColumns> {
  if (count === 0) return
  const path = join(folder.path, fileNames.results)
  const highWaterMark = batch * recordBytes
  let rest: Buffer = Buffer.alloc(0)
  const fd = folder.openFile(fileNames.results)
  for await (const chunk of createReadStream(path, { fd, start: 0, end: count * recordBytes - 1, highWaterMark })) {
    const bytes = Buffer.concat([rest, chunk as Buffer])
    const columns = decodeResults(bytes, addressCount)
    if (columns.count !== Math.floor(bytes.length / recordBytes)) {
      throw new UsageError(`${path} is damaged; begin the scan anew`)
    }
    rest = bytes.subarray(columns.count * recordBytes)
    yield columns
  }
}

import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeptState } from '../model/scan-state.ts'
import type { Checkpoint } from '../probe/checkpoint.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { paceNamed } from '../probe/pacing/pace.ts'
import { columnsOf } from '../probe/results/sightings.ts'
import { Walk } from '../probe/walk.ts'
import { encodeScan, keepPlan } from './encode.ts'
import { ScanFolder } from './folder.ts'
import { FolderJournal } from './folder-journal.ts'
import { keptIds } from './kept-scans.ts'
import { loadScan } from './load.ts'
import { recordBytes } from './result-records.ts'

const id = '20261122-061339-3fa8'
const plan: ProbePlan = {
  space: { addresses: [{ family: 4, first: 10n, last: 19n }], tcp: [{ first: 80, last: 80 }], udp: [] },
  seed: 1,
  shard: { index: 0, count: 1 },
  pace: paceNamed('default'),
  retries: 0,
  allStates: true,
  vantage: 'test',
}
const scan: Parameters<typeof encodeScan>[0] = {
  version: '0.1.0',
  command: 'portreeve scan 0.0.0.10',
  startedAt: '2026-11-22T06:13:39.000Z',
  engine: 'raw',
  hostnames: [],
  notes: [],
  targets: [],
  portSpecification: { tcp: '80', udp: '' },
  portCounts: { tcp: 1, udp: 0 },
  color: true,
  plan: keepPlan(plan),
}

const found = (...hosts: number[]) =>
  columnsOf(
    hosts.map((addressIndex) => ({ addressIndex, transport: 'tcp' as const, port: 80, outcome: 0, rttMs: 1, at: 1 })),
  )

const noPairs = { pairs: 0, silent: 0, members: 0 }
/** Of a walk over the four hosts that are there, of which one is still to be asked. */
const checkpoint: Checkpoint = {
  waves: { begun: 3, windows: [] },
  tallies: new Float64Array(0),
  folding: { folded: [], suspects: [], held: columnsOf([]) },
  patience: [],
  recall: {
    foundAt: [],
    unanswered: 0,
    attempts: 0,
    totals: { rounds: [], successive: noPairs, sameHost: noPairs, probes: 0, sharers: 0 },
    windows: [],
  },
  causes: {},
  absent: [],
  late: [],
  known: [],
  total: 4,
  done: 2,
  open: 2,
  sent: 4,
}
const alive = Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0, 0, 0)
const unexpected = (error: unknown) => expect.unreachable(String(error))
/** Whose one of them is when two scanners share it. */
const partOf = (host: number) => new Walk(4, plan.seed, plan.shard).positionOf(host) % 2

describe.runIf(process.platform === 'linux')('a journal in a folder', () => {
  let scans = ''
  beforeEach(() => {
    scans = mkdtempSync(join(tmpdir(), 'portreeve-test-'))
  })
  afterEach(() => rmSync(scans, { recursive: true }))

  const makeFolder = async () => {
    const folder = await ScanFolder.create(scans, id)
    await folder.replace('scan.json', encodeScan(scan))
    return folder
  }

  it('keeps what was found before and after the state, and goes on with it', async () => {
    const failures: unknown[] = []
    const onFailure = (error: unknown) => failures.push(error)
    const journal = new FolderJournal({ makeFolder, onFailure })
    journal.hosts(alive)
    journal.results(0, found(0))
    journal.results(0, found(1))
    journal.save(0, checkpoint)
    journal.results(0, found(2))
    expect(await journal.finish(true)).toBe(id)
    expect(keptIds(scans)).toEqual([id])

    const loaded = await loadScan(scans, id)
    expect(loaded).toMatchObject({ plan, states: { results: 3 }, former: { alive } })
    const [first] = loaded.former.parts
    const { tail } = first!
    const state = loaded.folder.read('state.json')
    const covered = (JSON.parse(String(state)) as KeptState).parts[0]!.results
    expect([...tail.addressIndex]).toEqual([0, 1, 2].slice(covered))
    const next = new FolderJournal({ makeFolder, onFailure, interrupted: loaded })
    await next.open()
    next.results(0, found(3))
    const all: number[] = []
    for await (const { addressIndex } of loaded.former.results()) all.push(...addressIndex)
    expect(all).toEqual([0, 1, 2])
    expect(await next.finish(false)).toBeNull()
    expect([readdirSync(scans), failures]).toEqual([[], []])
  })

  it('keeps several scanners when each has said where it is, unless nothing is left to do', async () => {
    const half = { ...checkpoint, total: 2, waves: { begun: 1, windows: [] } }
    const end = { ...half, waves: { begun: 2, windows: [] } }
    const owned = [0, 1].map((part) => [0, 1, 2, 3].filter((host) => partOf(host) === part))
    const [mine, other] = [owned[0]!, owned[1]!]
    const journal = new FolderJournal({ makeFolder, onFailure: unexpected })
    journal.hosts(alive)
    journal.divide(2)
    journal.results(0, found(mine[0]!))
    journal.save(0, end)
    await journal.finish(true)
    expect(readdirSync(scans)).toEqual([])

    const next = new FolderJournal({ makeFolder, onFailure: unexpected })
    next.hosts(alive)
    next.divide(2)
    next.results(1, found(other[0]!))
    next.save(1, half)
    next.results(0, found(...mine))
    next.save(0, end)
    next.results(1, found(other[1]!))
    await next.finish(true)
    const { former, folder, states } = await loadScan(scans, id)
    expect(former.parts).toMatchObject([{ checkpoint: end }, { checkpoint: half }])
    expect(former.parts.map(({ tail }) => [...tail.addressIndex])).toEqual([[], [other[1]]])
    expect(states).toMatchObject({ count: 2, results: 4 })
    folder.remove()

    const over = new FolderJournal({ makeFolder, onFailure: unexpected })
    over.divide(2)
    over.save(0, end)
    over.save(1, end)
    expect(await over.finish(true)).toBeNull()
    expect(readdirSync(scans)).toEqual([])
  })

  it('keeps much of what was found before anybody has said where he is on the disk, not in memory', async () => {
    const count = 2 ** 20
    const [wide, narrow] = [() => new Float64Array(count), () => new Uint8Array(count)]
    const numbers = { addressIndex: wide(), at: wide(), rttMs: new Float32Array(count), port: new Uint16Array(count) }
    const journal = new FolderJournal({ makeFolder, onFailure: unexpected })
    journal.results(0, { count, ...numbers, transport: narrow(), outcome: narrow() })
    const results = join(scans, `.${id}`, 'results')
    await vi.waitFor(() => expect(statSync(results).size).toBe(count * recordBytes))
    expect(await journal.finish(true)).toBeNull()
    expect(readdirSync(scans)).toEqual([])
  })

  it('of a scan that ends before anything was saved leaves nothing behind', async () => {
    const journal = new FolderJournal({ makeFolder, onFailure: () => {} })
    journal.results(0, found(0))
    expect(await journal.finish(true)).toBeNull()
    expect(readdirSync(scans)).toEqual([])
  })

  it('that cannot be written says so once, and cannot be gone on with', async () => {
    const failures: unknown[] = []
    const journal = new FolderJournal({
      async makeFolder() {
        const folder = await makeFolder()
        // What is no file cannot be replaced.
        mkdirSync(join(folder.path, 'hosts.new'))
        return folder
      },
      onFailure: (error) => failures.push(error),
    })
    journal.hosts(alive)
    journal.save(0, checkpoint)
    journal.save(0, checkpoint)
    journal.results(0, found(0))
    expect(await journal.finish(true)).toBeNull()
    expect(failures).toHaveLength(1)
    expect(keptIds(scans)).toEqual([])
  })

  it('whose results are fewer than was saved is refused', async () => {
    const journal = new FolderJournal({ makeFolder, onFailure: () => {} })
    journal.hosts(alive)
    journal.results(0, found(0, 1))
    journal.save(0, checkpoint)
    await journal.finish(true)
    writeFileSync(join(scans, id, 'results'), '')
    await expect(loadScan(scans, id)).rejects.toThrow('results has less in it than was saved; begin the scan anew')
    writeFileSync(join(scans, id, 'hosts'), '')
    await expect(loadScan(scans, id)).rejects.toThrow('hosts is damaged; begin the scan anew')
  })
})

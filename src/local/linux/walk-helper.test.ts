import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { startWorker } from '../../lib/worker-thread.ts'
import { ProcFs } from './proc-fs.ts'
import { findHolders, holderMap, type Walk } from './processes.ts'
import { SharedPids } from './shared-pids.ts'
import { openHolderSearch, type WalkOrder, walkWith } from './walk-helper.ts'

const server = createServer()
afterEach(() => void server.close())

/** A socket that this process alone holds, from now until the test ends: others come and go, and children have them too. */
async function ownSocket(): Promise<ReadonlySet<number>> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const row = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[1] === local)
  return new Set([Number(row?.[9])])
}

test.runIf(process.platform === 'linux').for([true, false])('helped or not (%s), the same is found', async (helped) => {
  const wanted = await ownSocket()
  const search = openHolderSearch(helped)
  try {
    const { byInode } = await search.findHolders(wanted)
    expect([...byInode.keys()]).toEqual([...wanted])
    expect(byInode).toEqual(findHolders(wanted).byInode)
  } finally {
    search.close()
  }
})

test.runIf(process.platform === 'linux')('the thread alone finds what a walk finds', async () => {
  const wanted = await ownSocket()
  const worker = startWorker('local/linux/walk-worker', { env: SHARE_ENV })
  const { buffer } = SharedPids.of(new ProcFs().processes())
  worker.postMessage({ buffer, wanted: Uint32Array.from(wanted) } satisfies WalkOrder)
  const [found] = (await once(worker, 'message')) as [Walk]
  expect(found.inodes).toEqual([...wanted])
  expect(holderMap([found]).byInode).toEqual(findHolders(wanted).byInode)
})

test.runIf(process.platform === 'linux')('what a thread took that failed is found all the same', async () => {
  const wanted = await ownSocket()
  const pids = SharedPids.of(new ProcFs().processes())
  // A helper has joined, and has taken all there is.
  expect(pids.join()).toBe(true)
  for (const _ of pids);
  const worker = new Worker("throw new Error('broken')", { eval: true })
  const { byInode } = await walkWith(worker, wanted, pids)
  expect([...byInode.keys()]).toEqual([...wanted])
})

test('what several walks found is put together, oldest first, each holder of a socket once', () => {
  const holder = (pid: number, startTicks: number) => ({
    pid,
    startTicks,
    name: 'x',
    uid: 0,
    commandLine: [],
    cgroup: '',
    executable: null,
    executableStatus: null,
  })
  const own = { holders: [holder(9, 30)], inodes: [7, 7], holderOf: [0, 0], hidden: 1 }
  const other = { holders: [holder(5, 40), holder(8, 20)], inodes: [7, 6, 7], holderOf: [0, 0, 1], hidden: 2 }
  const { byInode, hidden } = holderMap([own, other])
  expect(byInode.get(7)?.map(({ pid }) => pid)).toEqual([8, 9, 5])
  expect(byInode.get(6)?.map(({ pid }) => pid)).toEqual([5])
  expect(hidden).toBe(3)
})

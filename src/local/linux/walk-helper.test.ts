import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { startWorker } from '../../lib/worker-thread.ts'
import { ProcFs } from './proc-fs.ts'
import { findHolders, holderMap, type Walk } from './processes.ts'
import { SharedPids } from './shared-pids.ts'
import { openHolderSearch, type WalkOrder, walkWith } from './walk-helper.ts'

const server = createServer()
afterEach(() => void server.close())

/** Sockets of this process that are open now. */
function ownSockets(): Set<number> {
  const links = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`)
    } catch {
      return ''
    }
  })
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []).map(Number))
}

test.runIf(process.platform === 'linux').for([true, false])('helped or not (%s), the same is found', async (helped) => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const search = openHolderSearch(helped)
  try {
    const wanted = ownSockets()
    const found = await search.findHolders(wanted)
    expect([...found.byInode.keys()].sort()).toEqual([...wanted].sort())
    for (const inode of wanted) expect(found.byInode.get(inode)).toEqual(findHolders(wanted).byInode.get(inode))
  } finally {
    search.close()
  }
})

test.runIf(process.platform === 'linux')('the thread alone finds what a walk finds', async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const wanted = ownSockets()
  const worker = startWorker('local/linux/walk-worker', { env: SHARE_ENV })
  const { buffer } = SharedPids.of(new ProcFs().processes())
  worker.postMessage({ buffer, wanted: Uint32Array.from(wanted) } satisfies WalkOrder)
  const [found] = (await once(worker, 'message')) as [Walk]
  expect(found.inodes.toSorted()).toEqual([...wanted].sort())
  expect(holderMap([found]).byInode).toEqual(findHolders(wanted).byInode)
})

test.runIf(process.platform === 'linux')('what a thread took that failed is found all the same', async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const wanted = ownSockets()
  const pids = SharedPids.of(new ProcFs().processes())
  // A helper has joined, and has taken all there is.
  expect(pids.join()).toBe(true)
  for (const _ of pids);
  const worker = new Worker("throw new Error('broken')", { eval: true })
  const { byInode } = await walkWith(worker, wanted, pids)
  expect([...byInode.keys()].sort()).toEqual([...wanted].sort())
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

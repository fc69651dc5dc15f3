import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { findHolders, holderMap } from './processes.ts'
import { openHolderSearch } from './walk-helper.ts'

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

import { expect, it } from 'vitest'
import { FairQueue } from './fair-queue.ts'

/** Work that goes on until it is let go. */
function held() {
  const begun: string[] = []
  const release: (() => void)[] = []
  const work = (item: string) => {
    begun.push(item)
    return new Promise<void>((resolve) => release.push(resolve))
  }
  return { work, begun, release }
}

it('a host with thousands of slow endpoints does not hold up another', async () => {
  const { work, begun, release } = held()
  const queue = new FairQueue(work)
  for (let i = 0; i < 10_000; i++) queue.add('slow', `slow ${i}`, false)
  await queue.room()
  const most = begun.length
  queue.add('other', 'other', false)
  await queue.room()
  expect(begun[most]).toBe('other')
  expect(most).toBeLessThan(100)
  // Each that ends lets the next one of its host begin.
  release[0]!()
  await new Promise(setImmediate)
  expect(begun.length).toBe(most + 2)
})

it('hosts have their turns one after the other, each its first before its others, and all are done', async () => {
  const order: string[] = []
  const queue = new FairQueue((item: string) => Promise.resolve(void order.push(item)))
  for (let i = 0; i < 100; i++) for (const host of ['a', 'b']) queue.add(host, `${host}${i}`, false)
  queue.add('b', 'b first', true)
  await queue.done()
  expect(order.slice(0, 4)).toEqual(['a0', 'b first', 'a1', 'b0'])
  expect(new Set(order).size).toBe(201)
  expect(order.filter((item) => item.startsWith('a'))).toEqual(Array.from({ length: 100 }, (_, i) => `a${i}`))
})

it('who adds more than there is room for waits', async () => {
  const { work, release } = held()
  const queue = new FairQueue(work)
  for (let i = 0; i < 200_000; i++) queue.add(`host ${i % 10}`, '', false)
  let hasRoom = false
  const room = queue.room().then(() => (hasRoom = true))
  await new Promise(setImmediate)
  expect(hasRoom).toBe(false)
  while (!hasRoom) {
    for (const go of release.splice(0)) go()
    await new Promise(setImmediate)
  }
  await room
})

it('what the work throws is told at the end, when all is done', async () => {
  const done: number[] = []
  const queue = new FairQueue(async (item: number) => {
    if (item === 1) throw new Error('one failed')
    done.push(item)
  })
  for (const item of [1, 2, 3]) queue.add('host', item, false)
  await expect(queue.done()).rejects.toThrow('one failed')
  expect(done).toEqual([2, 3])
})

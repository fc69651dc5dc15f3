import { expect, test } from 'vitest'
import { SharedPids } from './shared-pids.ts'

test('two takers get each process once, and all of them', () => {
  const mine = SharedPids.of([1, 20, 300, 4000])
  const theirs = new SharedPids(mine.buffer)
  const [first, second] = [mine[Symbol.iterator](), theirs[Symbol.iterator]()]
  const taken = [first.next().value, second.next().value, second.next().value]
  expect([...taken, ...mine]).toEqual([1, 20, 300, 4000])
  expect([...theirs]).toEqual([])
})

test('a helper that joined is waited for', () => {
  const pids = SharedPids.of([1])
  expect(new SharedPids(pids.buffer).join()).toBe(true)
  expect(pids.end()).toBe(true)
})

test('one that comes too late is not, and takes nothing', () => {
  const pids = SharedPids.of([1])
  expect(pids.end()).toBe(false)
  expect(new SharedPids(pids.buffer).join()).toBe(false)
})

import { expect, test } from 'vitest'
import { Releases } from './releases.ts'

function drained(releases: Releases): [position: number, attempt: number, certain: boolean][] {
  const all: [number, number, boolean][] = []
  for (; releases.count > 0; releases.drop()) all.push([releases.position, releases.attempt, releases.isCertain])
  return all
}

test('first in, first out; who was silent when the window ended needs no look any more', () => {
  const releases = new Releases()
  releases.sent(7, 0, 100)
  releases.sent(2 ** 45, 3, 101)
  expect(releases.sentAt).toBe(100)
  releases.settle((position) => position === 2 ** 45)
  releases.sent(7, 1, 102)
  expect(drained(releases)).toEqual([
    [7, 0, false],
    [2 ** 45, 3, true],
    [7, 1, false],
  ])
})

test('of too many the oldest are let go', () => {
  const releases = new Releases()
  for (let position = 0; position < 70_000; position++) releases.sent(position, 0, position)
  expect(releases.count).toBe(65_536)
  expect(releases.position).toBe(70_000 - 65_536)
  expect(drained(releases).at(-1)).toEqual([69_999, 0, false])
})

import { expect, test } from 'vitest'
import { RememberedProbes } from './remembered-probes.ts'

function drained(probes: RememberedProbes): [position: number, attempt: number, certain: boolean][] {
  const all: [number, number, boolean][] = []
  for (; probes.count > 0; probes.drop()) all.push([probes.position, probes.attempt, probes.isCertain])
  return all
}

test('first in, first out; who was silent when the window ended needs no look any more', () => {
  const probes = new RememberedProbes()
  probes.sent(7, 0, 100)
  probes.sent(2 ** 45, 3, 101)
  expect(probes.sentAt).toBe(100)
  probes.settle((position) => position === 2 ** 45)
  probes.sent(7, 1, 102)
  expect(drained(probes)).toEqual([
    [7, 0, false],
    [2 ** 45, 3, true],
    [7, 1, false],
  ])
})

test('of too many the oldest are let go', () => {
  const probes = new RememberedProbes()
  for (let position = 0; position < 70_000; position++) probes.sent(position, 0, position)
  expect(probes.count).toBe(65_536)
  expect(probes.position).toBe(70_000 - 65_536)
  expect(drained(probes).at(-1)).toEqual([69_999, 0, false])
})

test('who has been answered is let go of', () => {
  const probes = new RememberedProbes()
  for (let position = 0; position < 10; position++) probes.sent(position, position % 3, position)
  probes.settle((position) => position === 4)
  probes.sweep((position) => position > 7)
  expect(drained(probes)).toEqual([
    [4, 1, true],
    [8, 2, false],
    [9, 0, false],
  ])
})

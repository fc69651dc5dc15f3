import { expect, test } from 'vitest'
import { Patience } from './patience.ts'

/** Asks until nothing waits; gives how many questions there were and what was given up. */
function askAll(patience: Patience, answers: (position: number) => boolean): { asked: number[]; givenUp: number[] } {
  const asked: number[] = []
  const givenUp: number[] = []
  while (patience.waiting) {
    const now = patience.readyAt
    const position = patience.next()
    expect(patience.isAsking(1, position)).toBe(true)
    asked.push(now)
    givenUp.push(...patience.settled(1, answers(position), now))
  }
  return { asked, givenUp }
}

test('asks one port at a time, more than a second apart', () => {
  const patience = new Patience()
  patience.saidClosed(1)
  for (let position = 0; position < 10; position++) expect(patience.takes(1, position, 0)).toBe(true)
  const { asked, givenUp } = askAll(patience, () => true)
  expect(asked).toEqual(Array.from({ length: 10 }, (_, i) => 1020 * (i + 1)))
  expect(givenUp).toEqual([])
  expect(patience.notes()).toEqual([])
})

test('a host that never said closed gets none', () => {
  expect(new Patience().takes(1, 0, 0)).toBe(false)
})

test('gives up on a host that stays silent, without claiming that it limits anything', () => {
  const patience = new Patience()
  patience.saidClosed(1)
  for (let position = 0; position < 20; position++) patience.takes(1, position, 0)
  const { asked, givenUp } = askAll(patience, () => false)
  expect(asked).toHaveLength(8)
  expect(givenUp).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  expect(patience.takes(1, 20, 0)).toBe(false)
  expect(patience.notes()).toEqual([])
})

test('asks for a minute at most, and says how many ports it did not ask', () => {
  const patience = new Patience()
  patience.saidClosed(1)
  const taken = Array.from({ length: 100 }, (_, position) => patience.takes(1, position, 0))
  expect(taken.filter(Boolean)).toHaveLength(60)
  expect(askAll(patience, () => true).asked).toHaveLength(60)
  expect(patience.notes().join()).toMatch(/^40 UDP ports that are open\|filtered may be closed: 1 host limits /)
})

test('goes on where it was saved, without those that have been answered since', () => {
  const patience = new Patience()
  patience.saidClosed(1)
  for (const position of [900, 7, 8]) patience.takes(1, position, 0)
  patience.next()
  const resumed = new Patience()
  resumed.resume(patience.saved, (position) => position === 7, 5000)
  const asked: number[] = []
  for (let now = 6020; resumed.waiting; now += 1020) {
    expect(resumed.readyAt).toBe(now)
    asked.push(resumed.next())
    resumed.settled(1, true, now)
  }
  expect(asked).toEqual([900, 8])
})

import { expect, it } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import { RecallWatch } from './recall-watch.ts'
import { Window } from './window.ts'

const answerMs = 100

/** A window of so many endpoints of which so many have answered, and who asks these again for as long as it waits. */
function waiting({ size, found, spares = false }: { size: number; found: number; spares?: boolean }) {
  const options = {
    random: seededRandom(1),
    minRecall: 0.999,
    answerMs: () => answerMs,
    spares,
    usualAttempts: () => 3,
  }
  const watch = new RecallWatch(options)
  const window = new Window(size)
  window.reset(0, size)
  for (let position = 0; position < found; position++) {
    window.settle(position)
    watch.answered(window, { position, addressIndex: 0, attempt: 0 }, true)
  }
  /** Positions that are asked now; they answer a millisecond later, unless they are `deaf`. */
  const askAt = (nowMs: number, deaf = false) => {
    watch.askTheFew(window, nowMs)
    const asked: number[] = []
    for (let next = watch.next(); next !== null; next = watch.next()) asked.push(next.position)
    for (const position of asked) watch.asked(position, nowMs)
    if (!deaf) for (const position of asked) watch.heard(position, nowMs + 1)
    return asked.sort()
  }
  return { watch, askAt }
}

it('asks the few who have answered, all of them, and again when each had 15 ms', () => {
  const { askAt } = waiting({ size: 100, found: 3 })
  expect(askAt(1000)).toEqual([0, 1, 2])
  expect(askAt(1044)).toEqual([])
  expect(askAt(1045)).toEqual([0, 1, 2])
})

it('waits for those who do not answer', () => {
  const { askAt } = waiting({ size: 100, found: 3 })
  expect(askAt(1000, true)).toHaveLength(3)
  expect(askAt(1000 + answerMs - 1)).toEqual([])
  expect(askAt(1000 + answerMs)).toHaveLength(3)
})

it('asks no more when fifty questions have been asked, and nobody where as many have answered', () => {
  const { askAt, watch } = waiting({ size: 100, found: 3 })
  let asked = 0
  for (let nowMs = 0; nowMs < 10_000; nowMs += 5) asked += askAt(nowMs).length
  expect(asked).toBe(51)
  expect(watch.next()).toBeNull()
  expect(waiting({ size: 100, found: 50 }).askAt(1000)).toEqual([])
  expect(waiting({ size: 100, found: 0 }).askAt(1000)).toEqual([])
})

it('asks more, and more often, where that makes up for another attempt at thousands of silent ones', () => {
  const { askAt } = waiting({ size: 20_000, found: 3, spares: true })
  let asked = 0
  let last = 0
  for (let nowMs = 0; nowMs < 10_000; nowMs += 1) {
    const now = askAt(nowMs).length
    asked += now
    if (now > 0) last = nowMs
  }
  expect(asked).toBe(120)
  expect(last).toBeLessThan(1000)
})

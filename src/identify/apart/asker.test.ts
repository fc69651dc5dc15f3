// Whoever asks may be stuck, be gone, or be somebody else's by now: what it has not answered is a failure of our own.
import { afterEach, expect, test, vi } from 'vitest'
import { failed, type Outcome } from '../ask/outcome.ts'
import type { Subject } from '../ask/subject.ts'
import { RemoteAsker } from './asker.ts'
import { heartbeatMs, type Listener, type Question } from './channel.ts'

afterEach(() => void vi.useRealTimers())

const subject: Subject = { address: '192.0.2.1', transport: 'tcp', port: 22, hostname: null, rttMs: null }
const refused: Outcome = { kind: 'unconnected', failure: { kind: 'refused' } }

/** An asker, and its far end. */
function connected(signal?: AbortSignal) {
  const told: Question[] = []
  const ends: string[] = []
  let listener!: Listener
  const asker = new RemoteAsker(
    (who) => {
      listener = who
      return {
        tell: (question) => void told.push(question),
        close: () => void ends.push('closed'),
        kill: () => void ends.push('killed'),
      }
    },
    { signal, longestDroughtMs: 180_000 },
  )
  return { asker, told, ends, listener }
}

test('each gets its own answer, in whatever order', async () => {
  const { asker, told, listener } = connected()
  const outcomes = [asker.ask(subject), asker.ask({ ...subject, port: 23 })]
  expect(told).toMatchObject([{ kind: 'ask' }, { kind: 'ask', subject: { port: 23 } }])
  const [first, second] = told.map((question) => (question as { id: number }).id)
  listener.heard([{ id: second!, outcome: refused }])
  listener.heard([{ id: first!, outcome: { kind: 'unasked' } }])
  expect(await Promise.all(outcomes)).toEqual([{ kind: 'unasked' }, refused])
})

test('it is gone: what it was asked has failed, what it has answered stands', async () => {
  const { asker, listener } = connected()
  const outcomes = [asker.ask(subject), asker.ask(subject)]
  listener.heard([{ id: 0, outcome: refused }])
  listener.ended('the process that asks has ended')
  listener.ended('something else')
  const lost = failed('the process that asks has ended')
  expect(await Promise.all([...outcomes, asker.ask(subject)])).toEqual([refused, lost, lost])
  expect(asker.gone).toBe(true)
})

test.each([1, 0])('it answers what nobody asked, or for the second time: it is ended (%i)', async (id) => {
  const { asker, listener, ends } = connected()
  const answered = asker.ask(subject)
  if (id === 0) listener.heard([{ id: 0, outcome: refused }])
  listener.heard([{ id, outcome: { kind: 'unasked' } }])
  const lost = failed('what asks services answered what it was not asked')
  expect(await answered).toEqual(id === 0 ? refused : lost)
  expect(await asker.ask(subject)).toEqual(lost)
  expect(ends).toEqual(['killed'])
})

test('it is stuck: it is ended when nothing was heard of it for half a minute', async () => {
  vi.useFakeTimers()
  const { asker, listener, ends } = connected()
  const answered = asker.ask(subject)
  for (let i = 0; i < 100; i++) {
    vi.advanceTimersByTime(heartbeatMs)
    listener.heard([])
  }
  expect(ends).toEqual([])
  vi.advanceTimersByTime(31_000)
  expect(ends).toEqual(['killed'])
  expect(await answered).toEqual(failed('nothing was heard any more of what asks services'))
})

test('it says that it lives, and answers nothing more: it is ended when no endpoint can take so long', async () => {
  vi.useFakeTimers()
  const { asker, listener, ends } = connected()
  const live = (beats: number) => {
    for (let i = 0; i < beats; i++) {
      vi.advanceTimersByTime(heartbeatMs)
      listener.heard([])
    }
  }
  live(1_000)
  const outcomes = [asker.ask(subject), asker.ask(subject)]
  live(170)
  listener.heard([{ id: 0, outcome: refused }])
  live(170)
  expect(ends).toEqual([])
  live(20)
  expect(ends).toEqual(['killed'])
  expect(await Promise.all(outcomes)).toEqual([refused, failed('what asks services did not answer what it was asked')])
})

test('broken off: it is told, and nothing more is asked', async () => {
  const aborted = new AbortController()
  const { asker, told } = connected(aborted.signal)
  aborted.abort()
  expect(await asker.ask(subject)).toEqual({ kind: 'unasked' })
  asker.close()
  expect(told).toEqual([{ kind: 'abort' }])
})

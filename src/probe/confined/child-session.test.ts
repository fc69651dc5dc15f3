// What a scanner does that somebody has taken over, or that is gone: the program goes on. Here its end of the sockets is the test's.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { framed } from '../../confined/frames.ts'
import { encodeMessage } from '../../confined/message-codec.ts'
import { closeAll, socketPair } from '../../libc/descriptor-passing.ts'
import { SOL_SOCKET, setOption } from '../../libc/socket.ts'
import { paceNamed } from '../pacing/pace.ts'
import type { RawOrder } from '../raw/channel.ts'
import { ChildSession } from './child-session.ts'

/** include/uapi/asm-generic/socket.h. The least that there is: room for a few messages. */
const SO_SNDBUF = 7

const hosts = 2 ** 18
const order: RawOrder = {
  kind: 'scan',
  plan: {
    space: { addresses: [{ family: 4, first: 0n, last: BigInt(hosts) - 1n }], tcp: [], udp: [] },
    seed: 1,
    shard: { index: 0, count: 1 },
    pace: paceNamed('default'),
    retries: 1,
    allStates: false,
    vantage: 'here',
  },
  scanners: 1,
  capture: null,
}
/** More than is kept until it is taken. */
const plenty = Array.from({ length: 80 }, () => ({ kind: 'hosts', alive: new Uint8Array(hosts) }))
const asks = (i: number) => ({ kind: 'open', what: 'packet', name: `none-${i}`, tcp: 61_000, udp: 62_000, count: 17 })

afterEach(() => void vi.useRealTimers())

interface Taken {
  readonly session: ChildSession
  /** Its process, which does nothing. */
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  readonly says: (...messages: object[]) => void
  /** What is handed over goes nowhere any more. */
  readonly takesNoMore: () => void
  /** The next time that there may be something to take. */
  readonly news: () => Promise<void>
}

function takenOver(): Taken {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const [stream, far] = socketPair('stream')
  const [grants, farGrants] = socketPair('messages')
  setOption(grants, SOL_SOCKET, SO_SNDBUF, Int32Array.of(1), 4)
  const scanner = new Socket({ fd: far })
  scanner.on('error', () => {}).resume()
  let takes = true
  const takesNoMore = () => {
    if (takes) closeAll([farGrants])
    takes = false
  }
  onTestFinished(() => {
    child.kill('SIGKILL')
    scanner.destroy()
    takesNoMore()
  })
  const session = new ChildSession({ pid: child.pid!, stream, grants, notes: [] })
  let wake = () => {}
  session.order(order, () => wake())
  return {
    session,
    child,
    ended,
    says: (...messages) => void scanner.write(Buffer.concat(messages.map((message) => framed(encodeMessage(message))))),
    takesNoMore,
    news: () => new Promise<void>((resolve) => (wake = resolve)),
  }
}

/** Takes until there is nothing more to take. */
function takeAll(session: ChildSession): number {
  let count = 0
  while (session.take() !== null) count++
  return count
}

test.each([
  ['is gone', (taken: Taken) => taken.takesNoMore(), 1],
  ['does not read', () => {}, 100],
])('a scanner that asks for sockets and %s fails, and nothing else does', async (_how, before, times) => {
  const taken = takenOver()
  before(taken)
  const news = taken.news()
  taken.says(...Array.from({ length: times }, (_, i) => asks(i)))
  await news
  expect(() => takeAll(taken.session)).toThrow('the scanner failed')
  await taken.ended
  expect(taken.child.signalCode).toBe('SIGKILL')
})

test('one that never ends is ended, though somebody else holds its end of the line', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { session, child, ended } = takenOver()
  const stopped = session.stop()
  vi.advanceTimersByTime(60_000)
  await stopped
  await ended
  expect(child.signalCode).toBe('SIGKILL')
})

test('one that has said more than anybody listened to is heard to its end', async () => {
  const pause = vi.spyOn(Socket.prototype, 'pause')
  onTestFinished(() => pause.mockRestore())
  const { session, says } = takenOver()
  says(...plenty)
  await vi.waitFor(() => expect(pause).toHaveBeenCalled(), 20_000)
  const stopped = session.stop()
  says(...plenty, { kind: 'failed', reason: 'that was all' })
  await stopped
  expect(() => session.take()).toThrow('that was all')
})

// What somebody may do who has taken over the process that asks, or that is gone. Here its end of the line is the test's.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { socketPair } from '../../libc/descriptor-passing.ts'
import { failed, type Outcome } from '../ask/outcome.ts'
import type { Subject } from '../ask/subject.ts'
import { RemoteAsker } from './asker.ts'
import { processChannel } from './process.ts'
import { encodeAnswers } from './sayings.ts'

const subject: Subject = { address: '192.0.2.1', transport: 'tcp', port: 22, hostname: null, rttMs: null }
const options = { fragile: false, hostConnections: 4, connections: Infinity }
const refused: Outcome = { kind: 'unconnected', failure: { kind: 'refused' } }

interface Taken {
  readonly asker: RemoteAsker
  readonly line: Socket
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
}

async function takenOver(): Promise<Taken> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const [stream, far] = socketPair('stream')
  const line = new Socket({ fd: far })
  line.on('error', () => {}).resume()
  onTestFinished(() => {
    child.kill('SIGKILL')
    line.destroy()
  })
  const open = await processChannel(options, { pid: child.pid!, channels: [stream], notes: [] })
  return { asker: new RemoteAsker(open, { longestDroughtMs: 180_000 }), line, child, ended }
}

test.each<[string, (line: Socket) => void, string]>([
  ['it says nonsense', (line) => line.write(Buffer.of(2, 0, 0, 0, 1, 2)), 'said something that makes no sense'],
  ['it says more than anybody listens to', (line) => line.write(Buffer.of(0, 0, 0, 4)), 'a message of 67108864 bytes'],
  ['it leaves', (line) => line.end(), 'the process that asks has ended'],
])('%s: it is ended, and what it was asked has failed', async (_what, act, why) => {
  const { asker, line, child, ended } = await takenOver()
  const outcomes = [asker.ask(subject), asker.ask(subject)]
  line.write(encodeAnswers([{ id: 0, outcome: refused }]))
  expect(await outcomes[0]).toEqual(refused)
  act(line)
  expect(await outcomes[1]).toMatchObject(failed(expect.stringContaining(why)))
  await ended
  expect(child.signalCode).toBe('SIGKILL')
})

test('nobody needs it any more: it is ended, though somebody else holds its end of the line', async () => {
  const { asker, child, ended } = await takenOver()
  asker.close()
  await ended
  expect(child.signalCode).toBe('SIGKILL')
})

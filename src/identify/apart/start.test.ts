import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { JobControl } from '../../confined/job-control.ts'
import { startAsker } from './start.ts'

const options = { fragile: false, hostConnections: 4, connections: 10 }
const isRoot = process.geteuid?.() === 0

async function mailServer(): Promise<number> {
  const server = createServer((socket) => void socket.end('220 mail.example ESMTP Postfix\r\n')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

// The process is one file, which there is only where the program has been built.
const fromSource = 'services were asked with the rights of this process: it runs from its source'

test.each([
  ['the library wants a thread', undefined, []],
  ['a process cannot be: a thread all the same, and a note where that has rights', new JobControl(), [fromSource]],
])('%s', async (_what, jobControl, notes) => {
  const asker = await startAsker(options, undefined, jobControl)
  onTestFinished(() => asker.close())
  expect(asker.notes).toEqual(isRoot ? notes : [])
  const subject = {
    address: '127.0.0.1',
    transport: 'tcp',
    port: await mailServer(),
    hostname: null,
    rttMs: 1,
  } as const
  expect(await asker.ask(subject)).toMatchObject({ kind: 'answered', service: { product: 'Postfix' } })
})

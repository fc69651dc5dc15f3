import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { waitsFor } from '../limits.ts'
import { dial } from './connection.ts'
import { interviewTcp } from './interview.ts'
import { interviewUdp } from './interview-udp.ts'
import type { Subject, Terms } from './subject.ts'

// Time stands still unless it is moved on: no wait ends by itself.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

async function listening(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    serve(socket)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const on = (port: number, transport: 'tcp' | 'udp' = 'tcp'): Subject => ({
  ...{ address: '127.0.0.1', transport, port, hostname: null, rttMs: 1 },
})

const terms = (signal: AbortSignal): Terms => ({
  intensity: 5,
  deadline: performance.now() + 3_600_000,
  signal,
  random: (bytes) => new Uint8Array(bytes),
  onFault: (_, error) => expect.fail(String(error)),
})

/** Lets time run, so that the waits for a greeting pass; from the break on it stands still. */
function passTimeUntil(broken: AbortSignal): void {
  const timer = setInterval(() => vi.advanceTimersByTime(waitsFor(1).greetingMs / 10), 5)
  broken.addEventListener('abort', () => clearInterval(timer))
}

it('a connection that does not come about is given up when it is broken off', async () => {
  const broken = new AbortController()
  const dialled = dial(on(await listening(() => {})), waitsFor(1), broken.signal)
  broken.abort()
  expect(await dialled).toEqual({ kind: 'failed', cause: 'interrupted' })
  expect(await dial(on(1), waitsFor(1), broken.signal)).toEqual({ kind: 'failed', cause: 'interrupted' })
})

it.each([
  ['is asked', 'GET'],
  ['shakes hands', '\x16\x03'],
])('a peer that says nothing while it %s is left when it is broken off', async (_, start) => {
  const broken = new AbortController()
  const port = await listening((socket) =>
    socket.once('data', (bytes) => {
      if (bytes.toString('latin1').startsWith(start)) broken.abort()
      else socket.end()
    }),
  )
  passTimeUntil(broken.signal)
  expect(await interviewTcp(on(port), terms(broken.signal))).toMatchObject({ kind: 'answered' })
  expect(broken.signal.aborted).toBe(true)
})

it('a UDP endpoint that says nothing is left when it is broken off', async () => {
  const broken = new AbortController()
  const peer = createSocket('udp4')
  peer.bind(0, '127.0.0.1').once('message', () => broken.abort())
  await once(peer, 'listening')
  const { port } = peer.address()
  expect(await interviewUdp(on(port, 'udp'), terms(broken.signal))).toMatchObject({ kind: 'answered' })
  peer.close()
})

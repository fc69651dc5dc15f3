// Peers that mean ill, or are broken: each interview ends in time, with an honest result, and with little memory.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../src/identify/ask/outcome.ts'
import { IdentifyEngine } from '../src/identify/engine.ts'
import type { Service } from '../src/model/service.ts'

type Peer = (socket: Socket) => void

/** Calls it again and again until the connection ends. */
function repeatedly(socket: Socket, milliseconds: number, act: () => void): void {
  const timer = setInterval(act, milliseconds)
  socket.on('close', () => clearInterval(timer))
}

const pour = (socket: Socket, bytes: Buffer) => {
  const more = () => {
    while (socket.writable && socket.write(bytes));
  }
  socket.on('drain', more)
  more()
}

const onHello =
  (answer: (socket: Socket) => void): Peer =>
  (socket) =>
    socket.once('data', () => answer(socket))
const bomb = Buffer.alloc(64 * 1024, 'A')

const peers: Readonly<Record<string, readonly [Peer, Partial<Service['evidence']>]>> = {
  'says nothing, and acknowledges': [(socket) => socket.resume(), { behaviour: 'acknowledges-data' }],
  'hangs up at once': [(socket) => socket.end(), { behaviour: 'closes', asked: [] }],
  'resets at once': [(socket) => socket.resetAndDestroy(), { behaviour: 'resets', asked: [] }],
  'resets when it is spoken to': [onHello((socket) => socket.resetAndDestroy()), { behaviour: 'resets' }],
  'drips without end': [(socket) => repeatedly(socket, 50, () => socket.write('?')), { behaviour: 'greets' }],
  'is a hose without end': [(socket) => pour(socket, Buffer.alloc(64 * 1024, 0)), { behaviour: 'floods' }],
  'stalls in the middle of TLS': [
    onHello((socket) => socket.write(Buffer.from('160303400002', 'hex'))),
    { behaviour: 'stalls-in-tls', answeredTo: 'tls' },
  ],
  'pours a body without end over HTTP': [
    onHello((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n\x1f\x8b\x08')
      pour(socket, bomb)
    }),
    { behaviour: 'answers', detector: 'http' },
  ],
  'redirects for ever': [
    (socket) => socket.on('data', () => socket.write('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n')),
    { detector: 'http' },
  ],
  'has a line of a megabyte': [(socket) => socket.write(`SSH-2.0-${'x'.repeat(2 ** 20)}\r\n`), {}],
  'has a chunk of all there is': [
    onHello((socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\nx')),
    { detector: 'http' },
  ],
}

const servers: Server[] = []
const open = new Set<Socket>()

async function listening(peer: Peer): Promise<number> {
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    peer(socket)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

const faults: unknown[] = []
const options = { intensity: 5, fragile: true, hostConnections: 100, connections: 100 }
const engine = new IdentifyEngine(options, new AbortController().signal, (_, error) => void faults.push(error))

async function asked(peer: Peer): Promise<Outcome> {
  const port = await listening(peer)
  return engine.ask({ address: '127.0.0.1', transport: 'tcp', port, hostname: null, rttMs: 1 })
}

afterAll(() => {
  for (const socket of open) socket.destroy()
  for (const server of servers) server.close()
})

describe('a peer that', () => {
  const outcomes = new Map<string, Outcome>()
  beforeAll(async () => {
    const all = Object.entries(peers).map(async ([name, [peer]]) => outcomes.set(name, await asked(peer)))
    await Promise.all(all)
  }, 60_000)

  it.each(Object.entries(peers))('%s', (name, [, evidence]) => {
    const outcome = outcomes.get(name)!
    expect(outcome).toMatchObject({ kind: 'answered', service: { evidence } })
    expect(JSON.stringify(outcome).length).toBeLessThan(30_000)
  })

  it('ends at every byte of what it says', async () => {
    const whole = 'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
    const cut = (end: number, close: (socket: Socket) => void) =>
      onHello((socket) => socket.write(whole.slice(0, end), () => close(socket)))
    const ends = Array.from({ length: whole.length }, (_, i) => i)
    const closed = await Promise.all(ends.map((end) => asked(cut(end, (socket) => socket.end()))))
    const reset = await Promise.all(ends.map((end) => asked(cut(end, (socket) => socket.resetAndDestroy()))))
    for (const outcome of [...closed, ...reset]) expect(outcome.kind).toBe('answered')
    const versionAt = whole.indexOf('1.22.1') + 6
    const versions = closed.map((outcome) => outcome.kind === 'answered' && outcome.service.version)
    expect(versions.slice(versionAt + 2).every((version) => version === '1.22.1')).toBe(true)
  }, 60_000)

  it('is none of our own failures', () => {
    expect(faults).toEqual([])
  })
})

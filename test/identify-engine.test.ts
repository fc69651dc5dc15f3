// How many endpoints are asked at once, and which are not asked at all: with real sockets on loopback.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Outcome } from '../src/identify/ask/outcome.ts'
import type { Subject } from '../src/identify/ask/subject.ts'
import { IdentifyEngine, type IdentifyOptions } from '../src/identify/engine.ts'
import { rollCall } from '../src/identify/roll-call.ts'
import { type Identified, identifyOpen } from '../src/identify/stage.ts'
import type { Observation } from '../src/model/observation.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function listening(port: number, address: string, serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    serve(socket)
  }).listen(port, address)
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

const usual = { intensity: 5, fragile: false, hostConnections: 4, connections: 100 }
const engineOf = (more: Partial<IdentifyOptions> = {}) =>
  new IdentifyEngine({ ...usual, ...more }, new AbortController().signal)

const on = (port: number, address = '127.0.0.1'): Subject => ({
  ...{ address, port, transport: 'tcp', hostname: null, rttMs: 1 },
})

const behaviourOf = (outcome: Outcome) =>
  outcome.kind === 'answered' ? outcome.service.evidence.behaviour : outcome.kind

/** Like a printer with a web page. */
const printerPage =
  'HTTP/1.1 200 OK\r\nServer: HP HTTP Server; HP LaserJet 400 MFP - CF288A; Serial Number: X\r\nContent-Length: 0\r\n\r\n'

/** Port → device type of what was told. */
async function devices(batches: AsyncIterable<readonly Identified[]>): Promise<Map<number, string | null>> {
  const told = new Map<number, string | null>()
  for await (const batch of batches)
    for (const { seen, service } of batch) told.set(seen.port, service?.deviceType ?? null)
  return told
}

const called = (ports: readonly number[], address: string) =>
  devices(
    rollCall(
      ports.map((port) => on(port, address)),
      engineOf(),
      'lab',
      () => {},
    ),
  )

function scanned(ports: readonly number[], address: string) {
  const seen = (port: number): Observation => ({
    ...{ address, transport: 'tcp', port, state: 'open', reason: 'connected', rttMs: 1, vantage: 'lab' },
    observedAt: '2026-03-01T08:00:00.000Z',
  })
  async function* batches() {
    yield { observations: ports.map(seen) }
  }
  const nothing = () => {}
  const asker = () => Promise.resolve(engineOf())
  return devices(
    identifyOpen(batches(), { asker, limit: 99, hostnames: new Map(), onUnasked: nothing, onAsking: nothing }),
  )
}

/** Two hundred milliseconds of its time go by in each five. */
function quicken(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const timer = setInterval(() => vi.advanceTimersByTime(200), 5)
  onTestFinished(() => {
    clearInterval(timer)
    vi.useRealTimers()
  })
}

describe('the engine', () => {
  it.each([
    ['all together', { perHost: Infinity, total: 0.001 }, '127.0.0.93', 1],
    ['a host', { perHost: 0.001, total: Infinity }, '127.0.0.93', 1],
    ['a host, and another one meanwhile', { perHost: 0.001, total: Infinity }, '127.0.0.94', 2],
  ])('makes no more connections a second to %s than it may', async (_, rates, otherAddress, most) => {
    let connections = 0
    const greet = (socket: Socket) => {
      connections++
      socket.write('+OK Dovecot ready.\r\n')
    }
    const aborted = new AbortController()
    // Only listens: one connection each.
    const engine = new IdentifyEngine({ ...usual, intensity: 0, rates }, aborted.signal)
    const subjects = [
      on(await listening(0, '127.0.0.93', greet), '127.0.0.93'),
      on(await listening(0, otherAddress, greet), otherAddress),
      on(await listening(0, otherAddress, greet), otherAddress),
    ]
    const outcomes = subjects.map((subject) => engine.ask(subject))
    await Promise.all(outcomes.slice(0, most))
    aborted.abort()
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(
      subjects.map((_subject, i) => (i < most ? 'answered' : 'unasked')),
    )
    expect(connections).toBe(most)
  })

  it('what was spent on a host counts when nobody has asked it for a while, too', async () => {
    const aborted = new AbortController()
    const rates = { perHost: 0.001, total: Infinity }
    const engine = new IdentifyEngine({ ...usual, intensity: 0, rates }, aborted.signal)
    const greet = (socket: Socket) => socket.end('+OK Dovecot ready.\r\n')
    const port = await listening(0, '0.0.0.0', greet)
    expect(await engine.ask(on(port, '127.0.0.95'))).toMatchObject({ kind: 'answered' })
    const again = engine.ask(on(port, '127.0.0.95'))
    // Somebody else is done in the meantime.
    expect(await engine.ask(on(port, '127.0.0.96'))).toMatchObject({ kind: 'answered' })
    aborted.abort()
    expect(await again).toEqual({ kind: 'unasked' })
  })

  it('while its turn is waited for the time for an endpoint does not run', async () => {
    quicken()
    const port = await listening(0, '127.0.0.97', (socket) => socket.end('+OK Dovecot ready.\r\n'))
    const engine = engineOf({ intensity: 0, rates: { perHost: 1 / 60, total: Infinity } })
    const outcomes = await Promise.all([1, 2].map(() => engine.ask(on(port, '127.0.0.97'))))
    expect(outcomes).toMatchObject([{ service: { protocol: 'pop3' } }, { service: { protocol: 'pop3' } }])
  })

  it('whoever is found to be left alone while it waits for its turn is not asked', async () => {
    quicken()
    let connections = 0
    await listening(8080, '127.0.0.98', (socket) => void socket.once('data', () => socket.end(printerPage)))
    await listening(8443, '127.0.0.98', (socket) => void socket.end().on('close', () => connections++))
    const engine = engineOf({ rates: { perHost: 1 / 20, total: Infinity } })
    const outcomes = await Promise.all([8080, 8443].map((port) => engine.ask(on(port, '127.0.0.98'))))
    expect(outcomes.map(behaviourOf)).toEqual(['answers', 'not-asked'])
    expect(connections).toBe(0)
  })

  it('a host is not forgotten while somebody waits for it', async () => {
    quicken()
    const engine = engineOf({ intensity: 0, rates: { perHost: 1 / 20, total: Infinity } })
    const on99 = (port: number) => engine.ask(on(port, '127.0.0.99'))
    const greeter = await listening(0, '127.0.0.99', (socket) => socket.end('+OK Dovecot ready.\r\n'))
    let connected = () => {}
    const isConnected = new Promise<void>((resolve) => (connected = resolve))
    // Silent for as long as mail servers are waited for.
    await listening(2525, '127.0.0.99', connected)
    await on99(greeter)
    const silent = on99(2525)
    await isConnected
    const next = on99(greeter)
    expect(await Promise.race([silent.then(() => 'silent'), next.then(() => 'next')])).toBe('silent')
    await next
  })

  it('asks who keeps silent where others greet, but not before a mail server would have', async () => {
    const page = 'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n'
    const heard = new Map<number, number>()
    const ports = [2222, 2525]
    for (const port of ports) {
      await listening(port, '127.0.0.91', (socket) =>
        socket.on('data', (data) => {
          heard.set(port, (heard.get(port) ?? 0) + data.length)
          socket.write(page)
        }),
      )
    }
    const engine = engineOf()
    const outcomes = await Promise.all(ports.map((port) => engine.ask(on(port, '127.0.0.91'))))
    const protocols = outcomes.map((outcome) => (outcome.kind === 'answered' ? outcome.service.protocol : null))
    expect(protocols).toEqual(['http', 'unknown'])
    expect([...heard.keys()]).toEqual([2222])
  })

  it.each([
    ['a host', { hostConnections: 2 }, 2],
    ['all together', { connections: 3 }, 3],
  ])('makes as many connections to %s as it may, and no more', async (_, options, most) => {
    let [now, highest] = [0, 0]
    const port = await listening(0, '127.0.0.1', (socket) => {
      highest = Math.max(highest, ++now)
      socket.on('close', () => now--)
      socket.end('220 mail.example ESMTP Postfix\r\n')
    })
    const engine = engineOf(options)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => engine.ask(on(port))))
    expect(outcomes.every((outcome) => behaviourOf(outcome) === 'greets')).toBe(true)
    // A connection that we have closed may still be open over there.
    expect(highest).toBeLessThanOrEqual(2 * most)
    expect(highest).toBeGreaterThanOrEqual(most)
  })

  it('Node does not take many connections at once for a leak', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    const port = await listening(0, '127.0.0.1', (socket) => void socket.resume())
    const engine = engineOf({ hostConnections: 30, intensity: 0 })
    await Promise.all(Array.from({ length: 30 }, () => engine.ask(on(port))))
    expect(warnings).toEqual([])
  })

  it('connects to no fragile port, unless it is told to', async () => {
    let connections = 0
    await listening(9100, '127.0.0.77', (socket) => {
      connections++
      socket.end()
    })
    expect(behaviourOf(await engineOf().ask(on(9100, '127.0.0.77')))).toBe('not-asked')
    expect(connections).toBe(0)
    expect(behaviourOf(await engineOf({ fragile: true }).ask(on(9100, '127.0.0.77')))).toBe('closes')
    expect(connections).toBe(1)
  })

  it('looks at what a fragile port has answered, without asking it anything', async () => {
    const answer = { ttl: 64, bytes: Buffer.from('what?') }
    const outcome = await engineOf().ask({ ...on(47_808, '127.0.0.77'), transport: 'udp', answer })
    expect(outcome).toMatchObject({ service: { evidence: { behaviour: 'answers', asked: [], answeredTo: 'scan' } } })
  })

  it('leaves the other ports of a printer alone once it has told that it is one', async () => {
    const page = await listening(0, '127.0.0.78', (socket) => void socket.once('data', () => socket.end(printerPage)))
    const other = await listening(0, '127.0.0.78', (socket) => socket.end())
    const engine = engineOf()
    expect(await engine.ask(on(page, '127.0.0.78'))).toMatchObject({ service: { deviceType: 'printer' } })
    expect(behaviourOf(await engine.ask(on(other, '127.0.0.78')))).toBe('not-asked')
    expect(behaviourOf(await engine.ask(on(other, '127.0.0.79')))).toBe('unconnected')
  })

  it.each(['scan', 'identify'])('makes no connection to the other ports of a printer (%s)', async (command) => {
    const address = command === 'scan' ? '127.0.0.82' : '127.0.0.83'
    let connections = 0
    const other = () => listening(0, address, (socket) => void socket.end().on('close', () => connections++))
    const others = await Promise.all(Array.from({ length: 6 }, other))
    await listening(8080, address, (socket) => void socket.once('data', () => socket.end(printerPage)))
    const ports = [...others, 8080]
    const services = command === 'scan' ? await scanned(ports, address) : await called(ports, address)
    expect(connections).toBe(0)
    expect(services.get(8080)).toBe('printer')
    expect(services.size).toBe(command === 'scan' ? ports.length : 1)
  })

  it('others of a host wait no longer than a while for a web server that says nothing', async () => {
    quicken()
    await listening(8080, '127.0.0.84', (socket) => void socket.resume())
    const other = await listening(0, '127.0.0.84', (socket) => socket.end('220 mail.example ESMTP Postfix\r\n'))
    const engine = engineOf({ intensity: 9 })
    const silent = engine.ask(on(8080, '127.0.0.84'))
    const first = await Promise.race([silent, engine.ask(on(other, '127.0.0.84'))])
    expect(first).toMatchObject({ service: { protocol: 'smtp' } })
    await silent
  })

  it.each([
    ['nobody said of it that it answers on everything', (_: IdentifyEngine) => {}, [true, true, true]],
    ['it answers on everything', (engine: IdentifyEngine) => engine.sample('127.0.0.85'), [true, false, false]],
  ])('a host of which one endpoint was asked in vain: %s', async (_, before, wereAskedAll) => {
    quicken()
    const port = await listening(0, '127.0.0.85', (socket) => void socket.resume())
    const engine = engineOf({ hostConnections: 1, intensity: 3 })
    before(engine)
    const outcomes = await Promise.all([1, 2, 3].map(() => engine.ask(on(port, '127.0.0.85'))))
    const connections = outcomes.map((outcome) =>
      outcome.kind === 'answered' ? outcome.service.evidence.connections : 0,
    )
    expect(connections.map((count) => count > 4)).toEqual(wereAskedAll)
  })

  it('asks nothing when it only listens', async () => {
    let heard = ''
    const port = await listening(0, '127.0.0.1', (socket) => void socket.on('data', (bytes) => (heard += bytes)))
    const outcome = await engineOf({ intensity: 0 }).ask(on(port))
    expect(outcome).toMatchObject({ service: { protocol: 'unknown', evidence: { asked: [], connections: 1 } } })
    expect(heard).toBe('')
  })

  it('begins nothing new while it is paused', async () => {
    let connections = 0
    const port = await listening(0, '127.0.0.1', (socket) => {
      connections++
      socket.end('220 mail.example ESMTP Postfix\r\n')
    })
    const engine = engineOf()
    engine.pause()
    const outcomes = [engine.ask(on(port)), engine.ask(on(port))]
    // Somebody else is done in the meantime.
    await engineOf().ask(on(port))
    expect(connections).toBe(1)
    engine.goOn()
    expect((await Promise.all(outcomes)).map(behaviourOf)).toEqual(['greets', 'greets'])
  })

  it('has an end when it is aborted', async () => {
    const port = await listening(0, '127.0.0.1', (socket) => void socket.resume())
    const aborted = new AbortController()
    const engine = new IdentifyEngine(usual, aborted.signal)
    const asked = Array.from({ length: 8 }, () => engine.ask(on(port)))
    aborted.abort()
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind)
    expect(kinds.slice(4)).toEqual(['unasked', 'unasked', 'unasked', 'unasked'])
  })
})

// Log-ins by names that everybody knows: never without being asked for, and once each when they are. With real sockets on loopback.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { skippedSuite } from '../lab/suite.ts'
import type { Subject } from '../src/identify/ask/subject.ts'
import { IdentifyEngine } from '../src/identify/engine.ts'
import { hex } from '../src/identify/families/hex.ts'
import type { Ask } from '../src/identify/login.ts'
import snmpUdp from '../src/identify/logins/snmp-udp.ts'
import { Reply } from '../src/identify/reply.ts'
import type { Service } from '../src/model/service.ts'

type Answer = (said: string) => string | null

/** An FTP server that knows nobody. */
const ftp: Answer = (said) => (said.startsWith('USER') ? '530 Permission denied.\r\n' : '502 Not here.\r\n')
/** A broker that takes everybody, of MQTT 3.1.1. */
const mqtt: Answer = (said) => {
  if (said.startsWith('\x10')) return said.includes('MQTT\x04') ? '\x20\x02\0\0' : '\x20\x02\0\x01'
  return said.startsWith('\x82') ? '\x90\x03\0\x01\0' : null
}
const greetings: ReadonlyMap<Answer, string> = new Map([[ftp, '220 files.example FTP server ready.\r\n']])
/** An agent of SNMPv3 and v2c. */
const engineId = hex(
  '304d020103300c020101020101040100020103041c301a040b80000009030011223344550201050202',
  '0e10040004000400301c040b80000009030011223344550400a80b0201000201000201003000',
)
const system = Reply.of(snmpUdp.examples[0]!.talk[0]!).text
const agent: Answer = (said) => (said.includes('public') ? system : Buffer.from(engineId).toString('latin1'))
const silentButForPublic: Answer = (said) => (said.includes('public') ? system : null)

const closings: (() => void)[] = []
async function tcpPeer(answer: Answer, heard: string[]): Promise<number> {
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', (data) => {
        heard.push(data.toString('latin1'))
        const reply = answer(data.toString('latin1'))
        if (reply !== null) socket.write(reply, 'latin1')
        else socket.end()
      })
    socket.write(greetings.get(answer) ?? '')
  }).listen(0, '127.0.0.1')
  closings.push(() => server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function udpPeer(answer: Answer, heard: string[], address = '127.0.0.1', port = 0): Promise<number> {
  const socket = createSocket('udp4')
  socket.on('message', (data, from) => {
    heard.push(data.toString('latin1'))
    const reply = answer(data.toString('latin1'))
    if (reply !== null) socket.send(Buffer.from(reply, 'latin1'), from.port, from.address)
  })
  closings.push(() => socket.close())
  socket.bind(port, address)
  await once(socket, 'listening')
  return socket.address().port
}

/** Whose port only root may listen on; another address than the others', for a host is asked about once. */
const silent = async (heard: string[]) => {
  const address = '127.0.0.81'
  return { transport: 'udp', address, port: await udpPeer(silentButForPublic, heard, address, 161) } as const
}

const peers: Readonly<Record<string, (heard: string[]) => Promise<Pick<Subject, 'transport' | 'address' | 'port'>>>> = {
  ftp: async (heard) => ({ transport: 'tcp', address: '127.0.0.1', port: await tcpPeer(ftp, heard) }),
  mqtt: async (heard) => ({ transport: 'tcp', address: '127.0.0.1', port: await tcpPeer(mqtt, heard) }),
  snmp: async (heard) => ({ transport: 'udp', address: '127.0.0.1', port: await udpPeer(agent, heard) }),
}

/** What each login cannot do without. */
const attempts = ['USER ', 'PASS ', 'MQTT\x04', 'public']

describe.each([
  ['by default', []],
  ['with --ask auth', ['auth']],
] as const)('%s', (_, ask) => {
  const heard = new Map<string, string[]>()
  const services = new Map<string, Service>()

  beforeAll(async () => {
    const all = Object.entries(peers).map(async ([name, peer]) => {
      const said: string[] = []
      heard.set(name, said)
      services.set(name, await asked(await peer(said), 9, ask))
    })
    await Promise.all(all)
  }, 60_000)
  afterAll(closeAll)

  it.each(Object.keys(peers))('%s hears no name, or one attempt', (name) => {
    const said = heard.get(name)!
    expect(said.length).toBeGreaterThan(0)
    expect(said.filter((words) => attempts.some((attempt) => words.includes(attempt))).length).toBe(ask.length)
  })

  it('what came of it is told', () => {
    const facts = (name: string) => services.get(name)!.facts
    const [isAsked, given] = [ask.length > 0, <T>(value: T) => (ask.length > 0 ? value : undefined)]
    expect(facts('ftp').anonymous).toBe(given(false))
    expect(facts('mqtt').anonymous).toBe(given(true))
    expect([facts('snmp').snmpVersion, facts('snmp').community]).toEqual([3, given('public')])
    expect(services.get('snmp')!.os?.name ?? null).toBe(isAsked ? 'Linux 6.1.0-44-amd64' : null)
  })
})

suiteOfRoot('an agent that answers to the community alone', () => {
  afterAll(closeAll)

  it.each([
    ['by default', [], { protocol: 'unknown', evidence: { behaviour: 'silent' } }],
    [
      'with --ask auth',
      ['auth'],
      { protocol: 'snmp', evidence: { behaviour: 'answers', answeredTo: 'snmp-udp login' } },
    ],
  ] as const)('%s', async (_, ask, expected) => {
    const said: string[] = []
    const subject = await silent(said)
    // Waits for who says nothing are long.
    expect(await asked(subject, 1, ask)).toMatchObject(expected)
    expect(said.filter((words) => words.includes('public')).length).toBe(ask.length)
    closeAll()
  })
})

async function asked(
  subject: Pick<Subject, 'transport' | 'address' | 'port'>,
  intensity: number,
  ask: readonly Ask[],
): Promise<Service> {
  const options = { fragile: false, hostConnections: 4, connections: 100, ask, intensity }
  const engine = new IdentifyEngine(options, new AbortController().signal)
  const outcome = await engine.ask({ ...subject, hostname: null, rttMs: 1 })
  if (outcome.kind !== 'answered') throw new Error(`it could not be asked: ${JSON.stringify(outcome)}`)
  return outcome.service
}

function closeAll(): void {
  for (const close of closings.splice(0)) close()
}

function suiteOfRoot(name: string, body: () => void): void {
  if (process.geteuid?.() === 0) describe(name, body)
  else skippedSuite(name, 'needs root', body)
}

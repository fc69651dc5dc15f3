import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { DatagramLine } from './datagram-line.ts'
import { interviewUdp } from './interview-udp.ts'
import type { Subject, Terms } from './subject.ts'

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** A peer on loopback that answers as told; `null` is silence. */
async function peer(answer: (question: Buffer, i: number) => string | null) {
  const socket = createSocket('udp4')
  open.push(socket)
  const questions: Buffer[] = []
  socket.on('message', (question, from) => {
    const text = answer(question, questions.push(question) - 1)
    if (text !== null) socket.send(Buffer.from(text, 'latin1'), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, questions }
}

const terms = (some: Partial<Terms> = {}): Terms => ({
  intensity: 5,
  deadline: performance.now() + 20_000,
  signal: new AbortController().signal,
  random: (bytes) => new Uint8Array(bytes).fill(7),
  onFault: (_, error) => expect.fail(String(error)),
  ...some,
})

const subject = (port: number, some: Partial<Subject> = {}): Subject => ({
  address: '127.0.0.1',
  transport: 'udp',
  port,
  hostname: null,
  rttMs: 1,
  ...some,
})

const noRootServers = '\x07\x07\x80\x05\0\x01\0\0\0\0\0\0\0\0\x02\0\x01'
const dnsmasq =
  '\x07\x07\x84\x80\0\x01\0\x01\0\0\0\0\x07version\x04bind\0\0\x10\0\x03\xc0\x0c\0\x10\0\x03\0\0\0\0\0\x0d\x0cdnsmasq-2.90'

const answered = (text: string) => ({ ttl: null, bytes: Buffer.from(text, 'latin1') })

async function service(of: Subject, some?: Partial<Terms>) {
  const outcome = await interviewUdp(of, terms(some))
  return outcome.kind === 'answered' ? outcome.service : expect.fail(outcome.kind)
}

it("what the scan's datagram was answered is not asked twice, but asked on", async () => {
  const { port, questions } = await peer(() => dnsmasq)
  const found = await service(subject(port, { answer: answered(noRootServers) }))
  expect(found).toMatchObject({ protocol: 'dns', product: 'dnsmasq', evidence: { asked: [], answeredTo: 'scan' } })
  expect(questions[0]?.includes('version')).toBe(true)
}, 15_000)

it('below intensity 2 nothing more is asked than it takes to know the protocol', async () => {
  const { port, questions } = await peer(() => dnsmasq)
  const found = await service(subject(port, { answer: answered(noRootServers) }), { intensity: 1 })
  expect(found).toMatchObject({ protocol: 'dns', product: null, evidence: { connections: 0 } })
  expect(questions).toEqual([])
})

it('what answers on an odd port is known', async () => {
  const { port } = await peer((question) => (question.length === 17 ? noRootServers : dnsmasq))
  const found = await service(subject(port), { intensity: 3 })
  expect(found).toMatchObject({ protocol: 'dns', version: '2.90', evidence: { answeredTo: 'dns-udp' } })
})

it('a lost datagram is sent again', async () => {
  const { port, questions } = await peer((_, i) => (i === 0 ? null : 'yes'))
  const line = new DatagramLine(subject(port), terms(), 1)
  expect((await line.ask('anybody?')).text).toBe('yes')
  expect((await line.ask('beyond the budget')).isEmpty).toBe(true)
  expect(questions.map(String)).toEqual(['anybody?', 'anybody?'])
  line.close()
})

it('a port that nobody holds is unreachable after one datagram', async () => {
  const { port } = await peer(() => null)
  for (const socket of open.splice(0)) socket.close()
  expect(await interviewUdp(subject(port), terms())).toEqual({ kind: 'unconnected', failure: { kind: 'refused' } })
})

it("what answers to another's datagram is asked its own", async () => {
  const answer = (server: string) => `SIP/2.0 200 OK\r\n${server}Content-Length: 0\r\n\r\n`
  const { port } = await peer((question) => answer(question.includes('OPTIONS') ? 'Server: kamailio (5.6.3)\r\n' : ''))
  const found = await service(subject(port))
  expect(found).toMatchObject({ protocol: 'sip', product: 'Kamailio', evidence: { asked: ['dns-udp', 'sip-udp'] } })
})

it('an unknown reply is kept as evidence', async () => {
  const { port } = await peer(() => 'what?')
  const found = await service(subject(port))
  expect(found).toMatchObject({ protocol: 'unknown', evidence: { behaviour: 'answers', reply: 'what?' } })
})

it("what the scan's datagram was answered is enough where there is nothing to ask on", async () => {
  const sip = 'SIP/2.0 200 OK\r\nServer: kamailio (5.6.3)\r\nContent-Length: 0\r\n\r\n'
  expect(await service(subject(5060, { answer: answered(sip) }))).toMatchObject({
    ...{ protocol: 'sip', product: 'Kamailio' },
    evidence: { behaviour: 'answers', asked: [], answeredTo: 'scan', connections: 0 },
  })
})

it("an unknown answer to the scan is evidence, and everything but the scan's datagram is asked", async () => {
  const { port, questions } = await peer((question) => (question.length === 17 ? noRootServers : dnsmasq))
  const found = await service(subject(port, { answer: answered('what?') }), { intensity: 3 })
  expect(found).toMatchObject({ protocol: 'dns', evidence: { asked: ['dns-udp'], answeredTo: 'dns-udp' } })
  expect(questions.length).toBeGreaterThan(0)
})

it("an unknown answer to the port's own datagram is not asked for again", async () => {
  const found = await service(subject(53, { answer: answered('what?') }), { intensity: 1 })
  expect(found.evidence).toMatchObject({ asked: [], answeredTo: 'scan', reply: 'what?', connections: 0 })
})

it('a host that turns out to be a device that is left alone is asked nothing more', async () => {
  const { port, questions } = await peer(() => 'what?')
  await service(subject(port), { intensity: 9, isSpared: () => questions.length > 0 })
  expect(questions.length).toBe(1)
})

/** Whatever was sent by now: loopback is no farther than that. */
async function arrived() {
  for (let i = 0; i < 5; i++) await setImmediate()
}

/** Says what it likes, whenever it likes, to whoever has asked it. */
async function teller() {
  const socket = createSocket('udp4')
  open.push(socket)
  const questions: string[] = []
  let client = { address: '', port: 0 }
  socket.on('message', (question, from) => {
    questions.push(String(question))
    client = from
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const tell = async (text: string) => {
    await new Promise((resolve) => socket.send(text, client.port, client.address, resolve))
    await arrived()
  }
  return { port: socket.address().port, questions, tell }
}

it('while the turn of a question is waited for nothing comes that answers it', async () => {
  const { port, questions, tell } = await teller()
  const turn = async () => {
    if (questions.length > 0) await tell('to the first, again')
  }
  const line = new DatagramLine(subject(port), terms({ turn }), 2)
  line.attempts = 1
  const first = line.ask('first')
  await expect.poll(() => questions).toEqual(['first'])
  await tell('to the first')
  expect((await first).text).toBe('to the first')
  const second = line.ask('second')
  await expect.poll(() => questions).toEqual(['first', 'second'])
  await tell('to the second')
  expect((await second).text).toBe('to the second')
  line.close()
})

it('what is answered while the turn to ask it again is waited for is not asked again', async () => {
  const { port, questions, tell } = await teller()
  const turn = async () => {
    if (questions.length > 0) await tell('late')
  }
  const line = new DatagramLine(subject(port), terms({ turn }), 1)
  expect((await line.ask('anybody?')).text).toBe('late')
  await arrived()
  expect(questions).toEqual(['anybody?'])
  line.close()
})

it('a host that turns out to be left alone while its first turn is waited for was not asked', async () => {
  const { port, questions } = await peer(() => 'what?')
  let isSpared = false
  const turn = async () => {
    isSpared = true
  }
  const outcome = await interviewUdp(subject(port), terms({ turn, isSpared: () => isSpared }))
  expect(outcome).toMatchObject({ kind: 'unconnected', failure: { kind: 'failed' } })
  await arrived()
  expect(questions).toEqual([])
})

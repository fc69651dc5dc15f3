import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { interviewTcp } from './interview.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A peer that answers each first line with what stands beside it, and hangs up. */
async function peer(answers: Readonly<Record<string, string>>): Promise<number> {
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .once('data', (data) => {
        const answer = Object.entries(answers).find(([start]) => data.toString('latin1').startsWith(start))
        socket.end(Buffer.from(answer?.[1] ?? '', 'latin1'))
      })
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function ask(port: number, intensity = 5) {
  const subject = { address: '127.0.0.1', transport: 'tcp', port, hostname: null, rttMs: 1 } as const
  const outcome = await interviewTcp(subject, {
    intensity,
    deadline: performance.now() + 20_000,
    signal: new AbortController().signal,
    random: (bytes) => new Uint8Array(bytes),
    onFault: (detector, error) => expect.fail(`${detector}: ${String(error)}`),
  })
  return outcome.kind === 'answered' ? outcome.service : expect.fail(outcome.kind)
}

it('what is guessed by an answer to HTTP is asked its own question, and is sure then', async () => {
  const port = await peer({ GET: 'UNKNOWN COMMAND\n', zVERSION: 'ClamAV 1.4.6\0' })
  const service = await ask(port)
  expect(service).toMatchObject({ protocol: 'clamd', version: '1.4.6', confidence: 0.9 })
  expect(service.evidence).toMatchObject({ asked: ['http', 'clamd'], answeredTo: 'clamd', connections: 2 })
})

it('what is known by an answer to HTTP stays known when its own question tells nothing', async () => {
  const port = await peer({ GET: 'HTTP/1.0 501 Tor ControlPort is not an HTTP proxy\r\n\r\n' })
  const service = await ask(port)
  expect(service).toMatchObject({ protocol: 'tor-control', product: 'Tor' })
  expect(service.evidence).toMatchObject({ asked: ['http', 'tor-control'], answeredTo: 'http' })
})

it('what only the first answer named is kept', async () => {
  const port = await peer({ GET: 'HTTP/1.0 501 Tor is not an HTTP Proxy\r\n\r\n', '\x05': '\x05\x02' })
  expect(await ask(port)).toMatchObject({ protocol: 'socks5', product: 'Tor', facts: { authRequired: true } })
})

it('a hello may hand the source of random bytes on to a payload', async () => {
  const port = await peer({
    '\0\x0e\x38': '\0\x1a@B\x13wZ\xbc\xcc\x06q\x01\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\0',
  })
  expect(await ask(port, 9)).toMatchObject({ protocol: 'openvpn', evidence: { answeredTo: 'openvpn' } })
})

it('what turns out to be another when it is asked on is asked what else it may be', async () => {
  const port = await peer({ GET: '\0\0\x04\x05', PING: '+PONG\r\n' })
  expect(await ask(port)).toMatchObject({ protocol: 'redis', evidence: { answeredTo: 'redis' } })
})

it('a controller on an odd port is asked nothing more once it has shown itself', async () => {
  const port = await peer({ '\x03\0\0\x13': '\x03\0\0\x0e\x09\xd0\0\0\0\x01\0\xc0\x01\x0a' })
  const service = await ask(port)
  expect(service).toMatchObject({ protocol: 'iso-tsap', deviceType: 'controller' })
  expect(service.evidence).toMatchObject({ asked: ['http', 'tls', 'rdp'], connections: 3 })
})

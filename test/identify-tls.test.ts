// TLS as a server of OpenSSL speaks it, in this process: what is read of the handshake and the certificate.

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp2 } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IdentifyEngine } from '../src/identify/engine.ts'
import type { Service } from '../src/model/service.ts'

let folder: string
let key: Buffer
let cert: Buffer
const servers: Server[] = []
const closings: (() => void)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portreeve-tls-'))
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')]
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=lab.example']
  const names = ['-addext', 'subjectAltName=DNS:lab.example,DNS:other.example']
  execFileSync('openssl', [...words, ...names, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' })
  ;[key, cert] = [readFileSync(keyFile), readFileSync(certFile)]
})
afterAll(async () => {
  for (const server of servers) server.close()
  for (const close of closings) close()
  await rm(folder, { recursive: true })
})

async function served(options: TlsOptions, answer: (socket: TLSSocket) => void): Promise<number> {
  const server = createServer({ key, cert, ciphers: 'ALL:@SECLEVEL=0', ...options }, (socket) => {
    socket.on('error', () => {})
    answer(socket)
  }).listen(0, '127.0.0.1')
  server.on('tlsClientError', () => {})
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

async function identified(port: number, intensity = 5, hostname: string | null = null): Promise<Service> {
  const options = { intensity, fragile: false, hostConnections: 10, connections: 10 }
  const engine = new IdentifyEngine(options, new AbortController().signal)
  const outcome = await engine.ask({ address: '127.0.0.1', transport: 'tcp', port, hostname, rttMs: 1 })
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome))
  return outcome.service
}

const page = (socket: TLSSocket) =>
  socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n'))

describe('TLS', () => {
  it('is asked inside, and its certificate is read', async () => {
    const { protocol, product, tls, names, evidence } = await identified(await served({}, page))
    expect([protocol, product, names]).toEqual(['http', 'nginx', ['lab.example', 'other.example']])
    expect(tls).toMatchObject({ version: 'TLSv1.3', alert: null, mismatch: null, supported: null })
    expect(tls!.certificates).toMatchObject([
      {
        subject: 'CN=lab.example',
        keyType: 'rsa',
        keyBits: 2048,
        signature: 'sha256WithRSAEncryption',
        selfSigned: true,
      },
    ])
    expect(evidence.connections).toBeLessThanOrEqual(4)
  })

  it('is told apart by the name that was asked for', async () => {
    const port = await served({}, page)
    expect((await identified(port, 5, 'lab.example')).tls!.mismatch).toBe(false)
    expect((await identified(port, 5, 'elsewhere.example')).tls!.mismatch).toBe(true)
  })

  it('of intensity 7 is tried version by version', async () => {
    const { tls } = await identified(await served({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.2' }, page), 7)
    expect(tls).toMatchObject({ version: 'TLSv1.2', supported: ['TLSv1.1', 'TLSv1.2'] })
  })

  it('that wants a certificate of ours says so', async () => {
    const { protocol, tls } = await identified(await served({ requestCert: true, rejectUnauthorized: true }, page))
    expect([protocol, tls]).toEqual(['tls', expect.objectContaining({ alert: 'certificate required' })])
  })

  it.each([
    ['ends at once without HTTP/2', true],
    ['says nothing before it hears of HTTP/2', false],
  ])('that %s is asked by it', async (_, greets) => {
    const web = createHttp2((_request, response) => {
      response.writeHead(200, { server: 'nginx/1.22.1' }).end()
    })
    closings.push(() => web.close())
    const port = await served({ ALPNProtocols: ['h2'] }, (socket) => {
      if (socket.alpnProtocol !== 'h2') return socket.destroy()
      if (greets) return web.emit('connection', socket)
      socket.once('data', (bytes) => {
        socket.unshift(bytes)
        web.emit('connection', socket)
      })
    })
    expect(await identified(port)).toMatchObject({
      ...{ protocol: 'http', product: 'nginx', version: '1.22.1', tls: { alpn: 'h2' } },
      facts: { httpVersion: '2', status: 200 },
    })
  })

  it('of intensity 7 tells whether a web server speaks HTTP/2, too', async () => {
    const port = await served({ ALPNProtocols: ['h2', 'http/1.1'] }, page)
    expect([(await identified(port, 5)).tls!.alpn, (await identified(port, 7)).tls!.alpn]).toEqual([null, 'h2'])
    expect((await identified(await served({ ALPNProtocols: ['http/1.1'] }, page), 7)).tls!.alpn).toBeNull()
  })

  it('that greets inside is heard', async () => {
    const greet = (socket: TLSSocket) => socket.write('220 mail.example ESMTP Exim 4.96 Sun, 22 Nov 2026\r\n')
    expect(await identified(await served({}, greet))).toMatchObject({
      protocol: 'smtp',
      product: 'Exim',
      tls: { startTls: null },
    })
  })
})

import { describe, expect, it } from 'vitest'
import { ntlmNegotiate } from '../families/ntlm.ts'
import { Reply } from '../reply.ts'
import { ScriptedPeer } from '../scripted.ts'
import { askProducts, recogniseProducts } from './products.ts'
import { parseResponse } from './response.ts'

/** What a server on port 8080 of 192.0.2.1 is asked after its first answer, and what comes of it. */
async function asked(first: string, ...then: string[]) {
  const reply = Reply.of(first)
  const peer = new ScriptedPeer(8080, then)
  const match = await askProducts(peer, recogniseProducts(parseResponse(reply)!), reply)
  const requests = peer.questions.map((bytes) => Buffer.from(bytes).toString('latin1'))
  return { match, requests, paths: requests.map((request) => request.split(' ')[1]) }
}

const ok = (body: string, fields = '') => `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`
const moved = (location: string) => `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`

describe('a redirect', () => {
  it.each([
    ['/login', ['/login']],
    ['http://192.0.2.1:8080/login?x=1', ['/login?x=1']],
    ['http://192.0.2.1/login', []],
    ['https://192.0.2.1:8080/login', []],
    ['http://198.51.100.7:8080/', []],
    ['//198.51.100.7/', []],
    ['/a b', []],
  ])('to %s leads to %j', async (location, paths) => {
    expect((await asked(moved(location), ok('{}'))).paths).toEqual(paths)
  })

  it('is followed once', async () => {
    expect((await asked(moved('/a'), moved('/b'), ok('{}'))).paths).toEqual(['/a'])
  })

  it('leads to a title, and keeps the status of the first answer', async () => {
    const { match } = await asked(moved('/login'), ok('<title>Grafana</title>'), ok('{"version":"9.3.2"}'))
    expect(match).toMatchObject({
      product: 'Grafana',
      version: '9.3.2',
      facts: { status: 302, redirect: '/login', title: 'Grafana' },
    })
  })
})

it('a printer is asked nothing more', async () => {
  const { match, paths } = await asked(ok('<html><title>HP LaserJet 400 M401dn</title>'), ok('x'))
  expect([match.deviceType, paths]).toEqual(['printer', []])
})

describe('NTLM', () => {
  const unauthorised = (scheme: string) =>
    `HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/10.0\r\nWWW-Authenticate: ${scheme}\r\nContent-Length: 0\r\n\r\n`

  it('is begun where it is offered by name, and the challenge is read', async () => {
    const target = Buffer.concat([Buffer.from([2, 0, 8, 0]), Buffer.from('CORP', 'utf16le'), Buffer.alloc(4)])
    const message = Buffer.alloc(56)
    message.write('NTLMSSP\0\x02', 'latin1')
    message.writeUInt32LE(0x02_00_00_00, 20)
    message.writeUInt16LE(target.length, 40)
    message.writeUInt32LE(56, 44)
    message.set([10, 0, 0x7c, 0x4f, 0, 0, 0, 15], 48)
    const challenge = Buffer.concat([message, target]).toString('base64')
    const { match, requests } = await asked(unauthorised('NTLM'), unauthorised(`NTLM ${challenge}`))
    expect(requests[0]).toContain(`Authorization: NTLM ${Buffer.from(ntlmNegotiate()).toString('base64')}\r\n`)
    expect(match).toMatchObject({
      product: 'IIS',
      os: 'Windows Server 2022',
      facts: { ntlmVersion: '10.0.20348', domain: 'CORP', authScheme: ['NTLM'] },
    })
  })

  it.each(['Negotiate', 'Basic realm="NTLM"'])('is not begun for %s', async (scheme) => {
    expect((await asked(unauthorised(scheme), '')).requests).toEqual([])
  })
})

describe('what several signs show', () => {
  it('is said once, with the version that tells most', () => {
    const response = parseResponse(Reply.of(ok('<title>Home - CUPS 2.4.2</title>', 'Server: CUPS/2.4 IPP/2.1\r\n')))!
    const { product, version, cpe, facts } = recogniseProducts(response)
    expect([product, version, cpe, facts?.servedBy]).toEqual([
      'CUPS',
      '2.4.2',
      ['cpe:2.3:a:openprinting:cups:2.4.2:*:*:*:*:*:*:*'],
      undefined,
    ])
  })

  it('an application comes before its server, a device before both', () => {
    const fields = 'Server: lighttpd/1.4.69\r\nX-Jenkins: 2.387.1\r\n'
    const withDevice = ok('<title>pfSense - Login</title>', fields)
    expect(recogniseProducts(parseResponse(Reply.of(ok('', fields)))!)).toMatchObject({
      product: 'Jenkins',
      facts: { servedBy: ['lighttpd 1.4.69'] },
    })
    expect(recogniseProducts(parseResponse(Reply.of(withDevice))!)).toMatchObject({
      product: 'pfSense',
      deviceType: 'firewall',
      facts: { servedBy: ['Jenkins 2.387.1', 'lighttpd 1.4.69'] },
    })
  })
})

it('facts are read from the header, whatever product it is', () => {
  const fields = [
    'Strict-Transport-Security: max-age=31536000',
    'Alt-Svc: h3=":443"; ma=86400, h3-29=":443"',
    'DAV: 1, 2',
    'WWW-Authenticate: Negotiate',
    'WWW-Authenticate: Digest realm="a, b", nonce="x", Basic realm="c"',
    'X-Powered-By: PHP/8.2.36',
    'Server: made-up/1.0 (Ubuntu) OpenSSL/3.0.2',
  ]
  const { os, facts } = recogniseProducts(
    parseResponse(Reply.of(`HTTP/1.1 401 Unauthorized\r\n${fields.join('\r\n')}\r\n\r\n`))!,
  )
  expect(os).toBe('Ubuntu')
  expect(facts).toMatchObject({
    hsts: true,
    http3: true,
    dav: '1, 2',
    authScheme: ['Negotiate', 'Digest', 'Basic'],
    realm: 'a, b',
    components: ['made-up/1.0', 'OpenSSL/3.0.2', 'PHP/8.2.36'],
  })
})

import { lines } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`^250-VERSION Tor="([^"\s]{1,40})`, 'm')
const methods = linear('^250-AUTH METHODS=([A-Z,]{1,80})', 'm')

export default defineDetector({
  id: 'tor-control',
  transport: 'tcp',
  summary: 'Tor, the port by which it is controlled',
  source: 'torspec: control-spec, PROTOCOLINFO; Tor: src/feature/control/control.c',
  ports: [9051, 9151],
  specificity: 80,
  safety: 'query',
  hello: () => lines('PROTOCOLINFO 1'),
  isWhole: (reply) => reply.includes('\r\n250 OK\r\n'),
  match(reply) {
    const isTor = reply.startsWith('250-PROTOCOLINFO ') || reply.startsWith('HTTP/1.0 501 Tor ControlPort is not')
    if (!isTor) return null
    const number = version.exec(reply.text)?.[1]
    const offered = methods.exec(reply.text)?.[1]?.split(',')
    return {
      protocol: 'tor-control',
      product: 'Tor',
      vendor: 'The Tor Project',
      version: number,
      cpe: [cpe('a', 'torproject', 'tor', number)],
      facts: { auth: offered, authRequired: offered === undefined ? undefined : !offered.includes('NULL') },
    }
  },
  async converse(conversation, match) {
    await conversation.ask('QUIT\r\n', () => true)
    return match
  },
  examples: [
    {
      reply:
        '250-PROTOCOLINFO 1\r\n250-AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE="/run/tor/control.authcookie"\r\n250-VERSION Tor="0.4.9.11"\r\n250 OK\r\n',
      talk: ['250 closing connection\r\n'],
      expect: {
        protocol: 'tor-control',
        product: 'Tor',
        version: '0.4.9.11',
        facts: { auth: ['COOKIE', 'SAFECOOKIE'], authRequired: true },
      },
    },
    {
      reply: 'HTTP/1.0 501 Tor ControlPort is not an HTTP proxy\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n',
      expect: { protocol: 'tor-control', product: 'Tor' },
    },
  ],
})

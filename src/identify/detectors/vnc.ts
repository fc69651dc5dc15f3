import type { Conversation } from '../conversation.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { isWholeOffer, type Security, securityIn } from '../families/rfb/security.ts'
import type { Reply } from '../reply.ts'

const greeting = /^RFB (\d{3})\.(\d{3})\n/

export default defineDetector({
  id: 'vnc',
  transport: 'tcp',
  summary: 'VNC: screens by the RFB protocol',
  source: 'RFC 6143 section 7.1; the rfbproto project: rfbproto.rst, handshaking messages and security types',
  ports: [5900, 5901, 5902, 5903, 5904, 5905],
  specificity: 90,
  safety: 'query',
  greets: true,
  // TigerVNC and RealVNC count every connection that does not log in, and shut an address out after five (Blacklist.cxx).
  mostConnections: 1,
  match(reply) {
    const parts = greeting.exec(reply.text)
    if (parts === null) return null
    const [major, minor] = [Number(parts[1]), Number(parts[2])]
    return { protocol: 'vnc', ...productOf(major, minor), facts: { protocolVersion: `${major}.${minor}` } }
  },
  async converse(conversation, match, reply) {
    const security = await securityOf(conversation, reply)
    if (security === null) return match
    const { types, reason } = security
    const facts = {
      ...match.facts,
      securityTypes: types.length === 0 ? undefined : types.map(({ name }) => name),
      authRequired: types.length === 0 ? undefined : !types.some(({ number }) => number === 1),
      reason: reason || undefined,
    }
    return { ...match, ...productByTypes(security, match), facts }
  },
  examples: [
    {
      reply: 'RFB 003.008\n',
      talk: ['\x03\x13\x02\x01'],
      expect: {
        protocol: 'vnc',
        product: 'TigerVNC',
        facts: { protocolVersion: '3.8', securityTypes: ['VeNCrypt', 'VNC password', 'none'], authRequired: false },
      },
    },
    {
      reply: 'RFB 003.003\n',
      talk: ['\0\0\0\x02'],
      expect: {
        protocol: 'vnc',
        facts: { protocolVersion: '3.3', securityTypes: ['VNC password'], authRequired: true },
      },
    },
    {
      reply: 'RFB 003.008\n',
      talk: ['\0\0\0\0\x1aToo many security failures'],
      expect: { protocol: 'vnc', facts: { reason: 'Too many security failures' } },
    },
    {
      reply: 'RFB 003.889\n',
      talk: ['\x04\x1e\x21\x24\x23'],
      expect: { protocol: 'vnc', product: 'Apple Remote Desktop', os: 'macOS', facts: { authRequired: true } },
    },
    {
      reply: 'RFB 005.000\n',
      talk: ['\x02\x81\x05'],
      expect: { protocol: 'vnc', product: 'RealVNC', cpe: ['cpe:2.3:a:realvnc:vnc_server:*:*:*:*:*:*:*:*'] },
    },
    {
      reply: 'RFB 003.008\n',
      talk: ['\x02\x10\x02'],
      expect: { protocol: 'vnc', facts: { securityTypes: ['Tight', 'VNC password'] } },
    },
  ],
})

/** Answers with the newest version that it knows, of those that are public, and reads what security it offers. */
async function securityOf(conversation: Conversation, greeted: Reply): Promise<Security | null> {
  const isOld = /^RFB 003\.00[0-6]/.test(greeted.text)
  const version = isOld ? 'RFB 003.003\n' : 'RFB 003.008\n'
  return securityIn(await conversation.ask(version, isOld ? undefined : isWholeOffer), isOld)
}

function productOf(major: number, minor: number): Partial<Match> {
  if (major >= 4) return { product: 'RealVNC', vendor: 'RealVNC', cpe: [cpe('a', 'realvnc', 'vnc_server')] }
  if (minor === 889)
    return {
      product: 'Apple Remote Desktop',
      vendor: 'Apple',
      os: 'macOS',
      cpe: [cpe('a', 'apple', 'apple_remote_desktop')],
    }
  return {}
}

/**
 * Sets of types that one maker alone offers (rfbproto.rst, registered security types). VeNCrypt (19) beside the password is TigerVNC:
 * QEMU offers it alone, libvncserver with TLS (18), TurboVNC with Tight (16), neatvnc with Apple's (30). RSA-AES (129, 130)
 * comes from RealVNC, but TigerVNC and neatvnc took it over, with VeNCrypt beside it.
 */
function productByTypes({ types }: Security, { product }: Match): Partial<Match> {
  const has = (...numbers: number[]) => types.some((type) => numbers.includes(type.number))
  if (product !== undefined) return {}
  if (has(17, 113, 114, 117)) return { product: 'UltraVNC', cpe: [cpe('a', 'uvnc', 'ultravnc')] }
  if (has(19) && has(2) && !has(16, 18, 30)) return { product: 'TigerVNC', cpe: [cpe('a', 'tigervnc', 'tigervnc')] }
  if (has(13, 129, 130) && !has(19, 30))
    return { product: 'RealVNC', vendor: 'RealVNC', cpe: [cpe('a', 'realvnc', 'vnc_server')] }
  return {}
}

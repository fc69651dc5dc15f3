import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const preamble = 0x6060b017
const client = 'portreeve'
/** 5.8 down to 5.1 (7 before 8), 4.4 down to 4.2, 4.1, 3. */
const versions = [0x00070805, 0x00020404, 0x00000104, 0x00000003]

/** What its port says to HTTP: these fields in this order, and no body. */
const discovery =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\naccess-control-allow-origin: *\r\nvary: Accept\r\ndate: '

/** HELLO (0x01) in PackStream: maps (0xa_) of short texts (0x8_). */
const hello = bytes('\xb1\x01\xa2\x8auser_agent\x89', client, '\x8abolt_agent\xa1\x87product\x89', client)
const goodbye = bytes('\xb0\x02')
const [success, failure] = [0x70, 0x7f]

const server = linear(String.raw`^Neo4j/v?(\d[\w.+-]{0,30})`)

export default defineDetector({
  id: 'bolt',
  transport: 'tcp',
  summary: 'Neo4j and other graph databases that speak Bolt',
  source:
    'Neo4j: Bolt Protocol handshake specification; Bolt Protocol message specification (HELLO, SUCCESS, LOGON since 5.1)',
  ports: [7687],
  specificity: 85,
  safety: 'hello',
  elsewhere: 7,
  hello: () => bytes(u32(preamble), ...versions.map(u32)),
  isWhole: (reply) => reply.length >= 4,
  /** The version that it chose, or four zeros, when it speaks none of them: that is little. */
  match(reply) {
    if (reply.startsWith(discovery) && reply.text.endsWith('\r\ncontent-length: 0\r\n\r\n'))
      return { protocol: 'bolt', confidence: 0.6 }
    if (reply.length !== 4 || reply.u16(0) !== 0) return null
    const [minor, major] = [reply.u8(2), reply.u8(3)]
    if (major === 0 && minor === 0) return { protocol: 'bolt', confidence: 0.4 }
    return isOffered(major, minor)
      ? { protocol: 'bolt', confidence: 0.6, facts: { protocolVersion: `${major}.${minor}` } }
      : null
  },
  /** Since 5.1 HELLO is no log-in any more, and the answer names the server. */
  async converse(conversation, match, reply) {
    if (reply.length !== 4 || reply.u8(3) < 5) return match
    const answer = await conversation.ask(chunk(hello), (part) => part.length >= 4 + Math.max(0, part.u16(0)))
    if (answer.u8(2) !== 0xb1 || ![success, failure].includes(answer.u8(3))) return { ...match, confidence: 0.3 }
    await conversation.ask(chunk(goodbye))
    return { ...match, ...productOf(answer), confidence: 0.9 }
  },
  examples: [
    {
      reply: '\0\0\x04\x05',
      talk: [
        '\0i\xb1p\xa3\x86server\x8cNeo4j/5.13.0\x8dconnection_id\x86bolt-8\x85hints\xa2\xd0\x1fconnection.recv_timeout_secondsx\xd0\x11telemetry.enabled\xc2\0\0',
      ],
      expect: {
        protocol: 'bolt',
        product: 'Neo4j',
        version: '5.13.0',
        confidence: 0.9,
        facts: { protocolVersion: '5.4' },
      },
    },
    {
      reply: '\0\0\x02\x05',
      talk: [
        '\0\x52\xb1p\xa1\x86server\xd0\x45Neo4j/v5.11.0 compatible graph database server - Memgraph Enterprise.\0\0',
      ],
      expect: { protocol: 'bolt', product: 'Memgraph' },
    },
    { reply: '\0\0\x04\x04', talk: [], expect: { protocol: 'bolt', facts: { protocolVersion: '4.4' } } },
    {
      after: 'hello',
      reply:
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\naccess-control-allow-origin: *\r\nvary: Accept\r\ndate: Sun, 22 Nov 2026 19:27:28 GMT\r\ncontent-length: 0\r\n\r\n',
      expect: { protocol: 'bolt' },
    },
    { reply: '\0\0\0\0', expect: { protocol: 'bolt', confidence: 0.4 } },
  ],
})

/** A server chooses one of those that it was offered. */
function isOffered(major: number, minor: number): boolean {
  if (major === 3) return minor === 0
  return minor >= 1 && ((major === 4 && minor <= 4) || (major === 5 && minor <= 8))
}

/** A message in one chunk, with its length before it and an empty chunk after it. */
function chunk(message: Uint8Array): Uint8Array {
  return bytes(u16(message.length), message, u16(0))
}

function productOf(reply: Reply): Partial<Match> {
  const name = serverIn(reply)
  // Memgraph says which version of the other it is compatible with.
  if (name.includes('Memgraph')) return { product: 'Memgraph', vendor: 'Memgraph' }
  const version = server.exec(name)?.[1]
  return version === undefined
    ? {}
    : { product: 'Neo4j', vendor: 'Neo4j', version, cpe: [cpe('a', 'neo4j', 'neo4j', version)] }
}

/** A text of PackStream: below 16 bytes its length is in the marker, else in the byte after 0xd0. */
function serverIn(reply: Reply): string {
  const key = '\x86server'
  const at = reply.indexOf(key) + key.length
  if (at < key.length) return ''
  const marker = reply.u8(at)
  return marker === 0xd0 ? reply.utf8(at + 2, at + 2 + reply.u8(at + 1)) : reply.utf8(at + 1, at + 1 + (marker & 0x0f))
}

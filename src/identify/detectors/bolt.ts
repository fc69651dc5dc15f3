import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const preamble = 0x6060b017
const client = 'portreeve'
/** From 5.8 down to 5.1 (7 before 8); before 5.1 a HELLO was the log-in. */
const versions = [...u32(0x00070805), ...u32(0), ...u32(0), ...u32(0)]

/** HELLO (0x01) in PackStream: maps (0xa_) of short texts (0x8_), in one chunk with its length and an empty one after it. */
const hello = bytes('\xb1\x01\xa2\x8auser_agent\x89', client, '\x8abolt_agent\xa1\x87product\x89', client)
const goodbye = bytes(u16(2), '\xb0\x02', u16(0))

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
  hello: () => bytes(u32(preamble), versions, u16(hello.length), hello, u16(0)),
  isWhole: (reply) => reply.u32(0) === 0 || reply.length >= 8 + Math.max(0, reply.u16(4)),
  match(reply) {
    // It speaks none of these versions: four zeros, which are little.
    if (reply.length === 4 && reply.u32(0) === 0) return { protocol: 'bolt', confidence: 0.4 }
    const isMessage = reply.u16(0) === 0 && reply.u8(2) < 32 && reply.u8(3) === 5 && reply.u8(6) === 0xb1
    if (!isMessage || ![0x70, 0x7f].includes(reply.u8(7))) return null
    return { protocol: 'bolt', ...productOf(reply), facts: { protocolVersion: `5.${reply.u8(2)}` } }
  },
  async converse(conversation, match) {
    await conversation.ask(goodbye)
    return match
  },
  examples: [
    {
      reply:
        '\0\0\x04\x05\0i\xb1p\xa3\x86server\x8cNeo4j/5.13.0\x8dconnection_id\x86bolt-8\x85hints\xa2\xd0\x1fconnection.recv_timeout_secondsx\xd0\x11telemetry.enabled\xc2\0\0',
      talk: [],
      expect: { protocol: 'bolt', product: 'Neo4j', version: '5.13.0', facts: { protocolVersion: '5.4' } },
    },
    { reply: '\0\0\0\0', expect: { protocol: 'bolt', confidence: 0.4 } },
  ],
})

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

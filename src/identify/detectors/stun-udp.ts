import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const COOKIE = 0x2112_a442
const header = 20
const answers: ReadonlySet<number> = new Set([0x0101, 0x0111])
const ALLOCATE = 0x0003
const ALLOCATE_ERROR = 0x0113
const SOFTWARE = 0x8022
const OTHER_ADDRESS = 0x802c
const ERROR_CODE = 0x0009
const REALM = 0x0014
const mostAttributes = 50

/** `Coturn-4.6.1 'Gorst'`, `restund v0.4.14 (x86_64/linux)`, `ejabberd 23.01`. */
const product = linear(String.raw`^([A-Za-z][\w.+]*(?: [A-Za-z][\w.+]*)?)[-/ ]v?(\d+(?:\.\d+)+)`)

export default defineDetector({
  id: 'stun-udp',
  transport: 'udp',
  summary: 'STUN and TURN servers',
  source: 'RFC 8489 sections 5 and 14, RFC 8656 section 7.2 (an allocation without REQUESTED-TRANSPORT is refused)',
  ports: [3478, 3479, 19302],
  specificity: 90,
  safety: 'query',
  payload: 'stun',
  elsewhere: 5,
  match(reply) {
    if (!answers.has(reply.u16(0)) || !isWhole(reply)) return null
    const attributes = attributesOf(reply)
    const facts = { software: attributes.get(SOFTWARE), natBehaviour: attributes.has(OTHER_ADDRESS) || undefined }
    return { protocol: 'stun', ...productIn(facts.software ?? ''), facts }
  },
  /** Asks for a relay in a way that nobody can grant, to see whether there are any and for whom. */
  async converse(conversation, match) {
    const request = bytes(u16(ALLOCATE), u16(0), u32(COOKIE), conversation.random(12))
    const reply = await conversation.ask(request)
    if (reply.u16(0) !== ALLOCATE_ERROR || !isWhole(reply)) return match
    const attributes = attributesOf(reply)
    const realm = attributes.get(REALM)
    const isUnauthorized = attributes.get(ERROR_CODE)?.startsWith('\0\0\x04\x01') ?? false
    if (!isUnauthorized) return match
    return { ...match, facts: { ...match.facts, turn: true, authRequired: true, realm } }
  },
  examples: [
    {
      reply: hex(
        '0101003c2112a4424e36a212321a52fde6744362002000080001fc7a5e12a443000100080001dd687f000001802b000800010d967f0000',
        '0180220014436f7475726e2d342e362e312027476f72737427',
      ),
      talk: [
        hex(
          '011300502112a442000102030405060708090a0b0009001000000401556e617574686f72697a65640015001033656131623633303361',
          '6531643231360014000b6c61622e6578616d706c650080220014436f7475726e2d342e362e312027476f72737427',
        ),
      ],
      expect: {
        protocol: 'stun',
        product: 'coturn',
        version: '4.6.1',
        facts: { software: "Coturn-4.6.1 'Gorst'", turn: true, authRequired: true, realm: 'lab.example' },
      },
    },
  ],
})

function isWhole(reply: Reply): boolean {
  return reply.u32(4) === COOKIE && reply.u16(2) >= 0 && reply.length >= header + reply.u16(2)
}

/** By type, as latin1 text; of several of a type the first. */
function attributesOf(reply: Reply): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  const end = header + reply.u16(2)
  for (let at = header, i = 0; at + 4 <= end && i < mostAttributes; i++) {
    const [type, length] = [reply.u16(at), reply.u16(at + 2)]
    if (!found.has(type)) found.set(type, reply.slice(at + 4, at + 4 + length))
    at += 4 + Math.ceil(length / 4) * 4
  }
  return found
}

function productIn(software: string): Partial<Match> {
  const groups = product.exec(software)
  if (groups === null) return { product: software === '' ? undefined : software }
  const [, name, version] = groups
  if (name === 'Coturn') return { product: 'coturn', version, cpe: [cpe('a', 'coturn_project', 'coturn', version)] }
  return { product: name, version }
}

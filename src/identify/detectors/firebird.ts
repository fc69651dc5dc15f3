import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

const [connect, accept, reject, continueLogin] = [1, 3, 4, 92]
const attach = 19
const connectVersion = 3
const generic = 1
const [rpc, lazySend] = [0, 5]
/** Since 2.1 versions have this flag, as a negative number of 16 bits. */
const flag = 0xffff8000
const releases: Readonly<Record<number, string>> = { 10: '1.x or 2.0', 11: '2.1', 12: '2.5' }

export default defineDetector({
  id: 'firebird',
  transport: 'tcp',
  summary: 'Firebird and InterBase databases',
  source:
    'Firebird: src/remote/protocol.h (op_connect, op_accept, P_CNCT), src/remote/server/server.cpp (accept_connection)',
  ports: [3050],
  specificity: 85,
  safety: 'hello',
  elsewhere: 7,
  hello: () => offer(10, 11, 12, 13, 15, 16, 18),
  isWhole: (reply) => reply.length >= 16,
  match(reply) {
    const isLogin = reply.length === 20 && reply.u32(0) === continueLogin && reply.u32(4) === 0 && reply.u32(16) === 0
    // From 3.0 on it then asks how we wish to prove who we are, and we have not said who.
    if (isLogin) return { protocol: 'firebird', ...firebird, facts: { release: '3.0 or newer', authRequired: true } }
    const version = reply.length === 16 && reply.u32(0) === accept ? reply.u32(4) & 0x7fff : 0
    if (version < 8 || version > 30 || reply.u32(8) !== generic || reply.u32(12) > lazySend) return null
    // Versions that have no flag are those of InterBase, from which Firebird came.
    const product = reply.u32(4) > flag ? firebird : {}
    return { protocol: 'firebird', ...product, facts: { release: releases[version], protocolVersion: version } }
  },
  /** Which of those of 4.0 and 5.0 it knows: offered alone, it accepts or rejects them. */
  async converse(conversation, match) {
    if (match.facts?.protocolVersion !== undefined) return match
    let release = '3.0'
    for (const [version, name] of [
      [16, '4.0'],
      [18, '5.0'],
    ] as const) {
      if (!(await conversation.reconnect())) return match
      const reply = await conversation.ask(offer(version, version + 1), (answer) => answer.length >= 4)
      if (reply.u32(0) !== continueLogin && reply.u32(0) !== reject) return match
      if (reply.u32(0) === reject) break
      release = name
    }
    return { ...match, facts: { ...match.facts, release } }
  },
  examples: [
    {
      reply: bytes(u32(continueLogin), new Uint8Array(16)),
      talk: [u32(reject)].map((each) => bytes(each)),
      expect: { protocol: 'firebird', product: 'Firebird', facts: { release: '3.0', authRequired: true } },
    },
    {
      reply: '\0\0\0\x03\xff\xff\x80\x0c\0\0\0\x01\0\0\0\x05',
      talk: [],
      expect: { protocol: 'firebird', product: 'Firebird', facts: { release: '2.5', protocolVersion: 12 } },
    },
  ],
})

const firebird = { product: 'Firebird', vendor: 'Firebird', cpe: [cpe('a', 'firebirdsql', 'firebird')] }

/** op_connect with no database and no user: the versions that we speak, each with an architecture, kinds of messages and a weight. */
function offer(...versions: readonly number[]): Uint8Array {
  const list = versions.map((version, i) => {
    const number = version > 10 ? flag + version : version
    return bytes(u32(number), u32(generic), u32(rpc), u32(lazySend), u32(2 * (i + 1)))
  })
  return bytes(u32(connect), u32(attach), u32(connectVersion), u32(generic), u32(0), u32(list.length), u32(0), ...list)
}

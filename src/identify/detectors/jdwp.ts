import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const handshake = 'JDWP-Handshake'
/** VirtualMachine, Version: command 1 of set 1, without data. */
const versionCommand = bytes(u32(11), u32(1), 0, 1, 1)

const vm = linear(String.raw`JVM version ([\w.+-]{1,40}) \(([^,)]{1,80})`)

export default defineDetector({
  id: 'jdwp',
  transport: 'tcp',
  summary: 'Java debuggers',
  source: 'Oracle: Java Debug Wire Protocol, handshake and VirtualMachine Version',
  ports: [5005, 8000, 8453, 8787],
  specificity: 95,
  safety: 'query',
  elsewhere: 8,
  hello: () => bytes(handshake),
  isWhole: (reply) => reply.length >= handshake.length,
  // An echo server says the same: only what is asked on makes it sure.
  match: (reply) => (reply.text === handshake ? { protocol: 'jdwp', facts: { authRequired: false } } : null),
  async converse(conversation, match) {
    const answer = await conversation.ask(versionCommand, isWholePacket)
    const isReply = answer.u32(4) === 1 && answer.u8(8) === 0x80
    if (!isReply) return { ...match, protocol: answer.length === 11 ? 'echo' : match.protocol, facts: {} }
    const [, version, product] = vm.exec(answer.text) ?? []
    return { ...match, product, version }
  },
  examples: [
    {
      reply: handshake,
      talk: [
        bytes(
          u32(231),
          u32(1),
          [0x80, 0, 0],
          u32(167),
          'Java Debug Wire Protocol (Reference Implementation) version 17.0\nJVM Debug Interface version 17.0\nJVM version 17.0.21.1 (OpenJDK 64-Bit Server VM, mixed mode, sharing)',
          u32(17),
          u32(0),
          u32(9),
          '17.0.21.1',
          u32(24),
          'OpenJDK 64-Bit Server VM',
        ),
      ],
      expect: {
        protocol: 'jdwp',
        product: 'OpenJDK 64-Bit Server VM',
        version: '17.0.21.1',
        facts: { authRequired: false },
      },
    },
    { reply: handshake, talk: [versionCommand], expect: { protocol: 'echo' } },
  ],
})

function isWholePacket(reply: Reply): boolean {
  return reply.u32(0) >= 11 && reply.length >= reply.u32(0)
}

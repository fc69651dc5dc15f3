import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector, type Match } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { linear } from '../pattern.ts'
import { Reply } from '../reply.ts'

const greetingLength = 64
/** Of the command READY, where one property follows the other, each with its lengths. */
const socketType = linear(String.raw`\x05READY.*\x0bSocket-Type\x00\x00\x00.([A-Z]{3,12})`, 's')

export default defineDetector({
  id: 'zmtp',
  transport: 'tcp',
  summary: 'sockets of ZeroMQ: Salt, Jupyter and many others',
  source: 'ZMTP 3.1 (rfc.zeromq.org/spec/37): Version Negotiation, Greeting, NULL mechanism; libzmq: zmtp_engine.cpp',
  ports: [4505, 4506, 5555, 5556],
  specificity: 85,
  safety: 'query',
  greets: true,
  match(reply) {
    const isSignature =
      reply.u32(0) === 0xff000000 && reply.u24(4) === 0 && reply.u16(7) === 0x0001 && reply.u8(9) === 0x7f
    return isSignature && reply.u8(10) <= 3 ? matchOf(reply) : null
  },
  /** Our half of the greeting, and nothing after it. */
  async converse(conversation, match, reply) {
    if (reply.length >= greetingLength) return match
    const rest = await conversation.ask(greeting, (part) => reply.length + part.length > greetingLength)
    return matchOf(new Reply(bytes(reply.bytes, rest.bytes)))
  },
  examples: [
    {
      reply: hex('ff00000000000000017f'),
      talk: [
        bytes(
          hex('03014e554c4c'),
          new Uint8Array(48),
          hex('04290552454144590b536f636b65742d5479706500000006524f55544552084964656e7469747900000000'),
        ),
      ],
      expect: {
        protocol: 'zmtp',
        facts: { protocolVersion: '3.1', mechanism: 'NULL', socketType: 'ROUTER', authRequired: false },
      },
    },
  ],
})

/** Version 3.0 without log-in, as a client. */
const greeting = bytes(hex('ff00000000000000017f0300'), 'NULL', new Uint8Array(48))

function matchOf(reply: Reply): Match {
  const major = reply.u8(10)
  if (reply.length < greetingLength)
    return { protocol: 'zmtp', facts: { protocolVersion: major < 0 ? undefined : `${major}` } }
  const mechanism = /^[A-Z]{1,20}/.exec(reply.slice(12, 32))?.[0]
  const command = reply.slice(greetingLength, greetingLength + 200)
  return {
    protocol: 'zmtp',
    facts: {
      protocolVersion: `${major}.${reply.u8(11)}`,
      mechanism,
      authRequired: mechanism === undefined ? undefined : mechanism !== 'NULL',
      socketType: socketType.exec(command)?.[1],
    },
  }
}

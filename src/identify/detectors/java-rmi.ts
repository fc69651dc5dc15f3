import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const protocolAck = 0x4e

export default defineDetector({
  id: 'java-rmi',
  transport: 'tcp',
  summary: 'Java RMI: registries and remote objects',
  source: 'Oracle: Java RMI specification, section 10.2 (RMI transport protocol)',
  ports: [1099, 1090, 1098, 9010, 9875],
  specificity: 80,
  safety: 'hello',
  elsewhere: 5,
  // StreamProtocol, version 2.
  hello: () => bytes('JRMI', u16(2), 0x4b),
  isWhole: (reply) => reply.u16(1) >= 0 && reply.length >= 7 + reply.u16(1),
  match(reply) {
    const length = reply.u16(1)
    if (reply.u8(0) !== protocolAck || length < 2 || length > 255 || reply.length !== 7 + length) return null
    // The address that it sees us by, as text, and our port in 32 bits.
    const seen = reply.slice(3, 3 + length)
    if (!/^[\w.:%-]+$/.test(seen) || reply.u16(3 + length) !== 0) return null
    return { protocol: 'java-rmi', product: 'Java RMI', facts: { seenAs: seen } }
  },
  examples: [
    { reply: 'N\0\x09127.0.0.1\0\0\xe1\x02', expect: { protocol: 'java-rmi', facts: { seenAs: '127.0.0.1' } } },
  ],
})

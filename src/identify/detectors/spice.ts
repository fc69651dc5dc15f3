import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const magic = 'REDQ'
const le32 = (value: number) => [value, 0, 0, 0]

export default defineDetector({
  id: 'spice',
  transport: 'tcp',
  summary: 'SPICE: screens of virtual machines',
  source: 'spice-space.org: Spice protocol, section 4 (RedLinkMess, RedLinkReply); spice-protocol: spice/protocol.h',
  ports: [5930, 5931, 5932],
  specificity: 90,
  safety: 'hello',
  elsewhere: 7,
  // The main channel, without capabilities: the reply comes before a ticket is asked for.
  hello: () => bytes(magic, le32(2), le32(2), le32(18), le32(0), 1, 0, le32(0), le32(0), le32(18)),
  isWhole: (reply) => reply.u32le(12) >= 0 && reply.length >= 16 + reply.u32le(12),
  match(reply) {
    if (!reply.startsWith(magic) || reply.length < 20) return null
    const facts = { protocolVersion: `${reply.u32le(4)}.${reply.u32le(8)}`, error: reply.u32le(16) || undefined }
    return { protocol: 'spice', product: 'SPICE server', facts }
  },
  examples: [
    {
      reply: bytes(magic, le32(2), le32(2), [0xb2, 0, 0, 0], le32(3), new Uint8Array(174)),
      expect: { protocol: 'spice', facts: { protocolVersion: '2.2', error: 3 } },
    },
  ],
})

import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

export default defineDetector({
  id: 'mumble-udp',
  transport: 'udp',
  summary: 'voice servers: version and users',
  source: 'Mumble documentation, "Protocol: ping": version, our 8 bytes, users, most users, bandwidth',
  ports: [64738],
  specificity: 75,
  safety: 'hello',
  payload: 'mumble',
  match(reply) {
    const [users, most, bandwidth] = [reply.u32(12), reply.u32(16), reply.u32(20)]
    if (reply.length !== 24 || reply.u8(0) !== 0 || reply.u8(1) < 1 || reply.u8(1) > 9 || users > most) return null
    const version = [1, 2, 3].map((at) => reply.u8(at)).join('.')
    return {
      protocol: 'mumble',
      product: 'Mumble server',
      version,
      cpe: [cpe('a', 'mumble', 'mumble', version)],
      facts: { users, mostUsers: most, bandwidth },
    }
  },
  examples: [
    {
      // murmurd 1.3.4.
      reply: hex('000103040fc2ab9bcfadbb3d00000000000003e800011940'),
      expect: { protocol: 'mumble', version: '1.3.4', facts: { users: 0, mostUsers: 1_000, bandwidth: 72_000 } },
    },
  ],
})

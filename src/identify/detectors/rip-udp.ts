import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const RESPONSE = 2
const header = 4
const entry = 20
const INFINITE = 16
const families: ReadonlySet<number> = new Set([0, 2, 0xffff])

export default defineDetector({
  id: 'rip-udp',
  transport: 'udp',
  summary: 'routers that tell strangers their distances (RIP)',
  source: 'RFC 2453 sections 3.6, 3.9.1 and 4; an entry of family 0xffff is authentication (section 4.1)',
  ports: [520],
  specificity: 70,
  safety: 'hello',
  payload: 'rip',
  match(reply) {
    const [command, version, rest] = [reply.u8(0), reply.u8(1), reply.length - header]
    const isShaped = command === RESPONSE && (version === 1 || version === 2) && rest >= entry && rest % entry === 0
    if (!isShaped || !families.has(reply.u16(header)) || reply.u32(header + 16) > INFINITE) return null
    const authRequired = reply.u16(header) === 0xffff
    return { protocol: 'rip', deviceType: 'router', facts: { ripVersion: version, authRequired } }
  },
  examples: [
    {
      // The question comes back with the metric "unreachable" (RFC 2453 section 3.9.1).
      reply: hex('0202000000020000c0000200ffffff000000000000000010'),
      expect: { protocol: 'rip', facts: { ripVersion: 2, authRequired: false } },
    },
  ],
})

import { defineDetector, type Match } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const marker = '\xff'.repeat(16)
const [open, notification] = [1, 3]

export default defineDetector({
  id: 'bgp',
  transport: 'tcp',
  summary: 'BGP routers that say something to strangers: most hang up on them',
  source: 'RFC 4271 sections 4.1, 4.2 and 4.5; RFC 4486 (subcodes of Cease)',
  ports: [179],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    const [length, type] = [reply.u16(16), reply.u8(18)]
    if (!reply.startsWith(marker) || length < 19 || length > 4096 || type < 1 || type > 5) return null
    return { protocol: 'bgp', facts: type === open ? openFacts(reply) : type === notification ? errorFacts(reply) : {} }
  },
  examples: [
    {
      // BIRD 2.0.12.
      reply: hex(
        'ffffffffffffffffffffffffffffffff0035',
        '0104fde900f00a00000118021601040001000102004002007841040000fde946004700',
      ),
      expect: { protocol: 'bgp', facts: { version: 4, as: 65001, holdTime: 240, routerId: '10.0.0.1' } },
    },
    {
      reply: hex('ffffffffffffffffffffffffffffffff0015030605'),
      expect: { protocol: 'bgp', facts: { error: '6.5' } },
    },
  ],
})

function openFacts(reply: Reply): Match['facts'] {
  const id = reply.part(24, 28).bytes
  return {
    version: reply.u8(19),
    as: reply.u16(20),
    holdTime: reply.u16(22),
    routerId: id.length === 4 ? [...id].join('.') : undefined,
  }
}

function errorFacts(reply: Reply): Match['facts'] {
  return { error: `${reply.u8(19)}.${reply.u8(20)}` }
}

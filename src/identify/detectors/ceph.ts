import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import type { Reply } from '../reply.ts'

const ceph = { protocol: 'ceph', product: 'Ceph', vendor: 'Ceph', cpe: [cpe('a', 'ceph', 'ceph')] }

export default defineDetector({
  id: 'ceph',
  transport: 'tcp',
  summary: 'Ceph daemons: monitors, and what else speaks their messenger protocol',
  source:
    'Ceph documentation, Messenger v1 and msgr2 protocol; src/include/msgr.h, src/msg/msg_types.h (entity_addr_t)',
  ports: [3300, 6789, 6800, 6801, 6802, 6803],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    if (reply.startsWith('ceph v2\n')) return { ...ceph, facts: { messenger: 2 } }
    if (!reply.startsWith('ceph v027')) return null
    const seenAs = addressAt(reply, 9 + 136)
    return { ...ceph, facts: { messenger: 1, seenAs } }
  },
  examples: [
    {
      reply: 'ceph v2\n\x10\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
      expect: { protocol: 'ceph', facts: { messenger: 2 } },
    },
    {
      reply: new Uint8Array([
        ...Buffer.from('ceph v027\0\0\0\0\0\0\0\0\0\x02\x1a\x85\x7f\0\0\x01', 'latin1'),
        ...new Uint8Array(120),
        ...Buffer.from('\0\0\0\0\0\0\0\0\0\x02\x8e2\x7f\0\0\x01', 'latin1'),
        ...new Uint8Array(120),
      ]),
      expect: { protocol: 'ceph', product: 'Ceph', facts: { messenger: 1, seenAs: '127.0.0.1' } },
    },
  ],
})

/** The peer's idea of us: type and nonce (8 bytes), then a sockaddr with its family in network order; IPv4 only. */
function addressAt(reply: Reply, at: number): string | undefined {
  const isIpv4 = reply.u16(at + 8) === 2 && reply.length >= at + 16
  return isIpv4 ? [...reply.bytes.subarray(at + 12, at + 16)].join('.') : undefined
}

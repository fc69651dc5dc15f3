import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'hazelcast',
  transport: 'tcp',
  summary: 'Hazelcast members',
  source: 'Hazelcast: Protocols.java (HZC, the protocol of members), UnifiedProtocolDecoder.java',
  ports: [5701, 5702, 5703],
  specificity: 80,
  safety: 'hello',
  elsewhere: 9,
  // The letters of the protocol of members, and the first byte of a packet that never comes: an echo would give that back, too.
  hello: () => Buffer.from('HZC\x04', 'latin1'),
  isWhole: (reply) => reply.length >= 3,
  match(reply) {
    // HZX: protocol unexpected.
    if (reply.text !== 'HZC' && reply.text !== 'HZX') return null
    return {
      protocol: 'hazelcast',
      product: 'Hazelcast',
      vendor: 'Hazelcast',
      cpe: [cpe('a', 'hazelcast', 'hazelcast')],
    }
  },
  examples: [{ reply: 'HZC', expect: { protocol: 'hazelcast', product: 'Hazelcast' } }],
})

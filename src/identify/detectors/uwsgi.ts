import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'uwsgi',
  transport: 'tcp',
  summary: 'uWSGI application servers, by their own protocol: whoever reaches one may set variables of its requests',
  source: 'The uwsgi Protocol: modifier1 100 (ping)',
  ports: [3031],
  specificity: 85,
  safety: 'hello',
  elsewhere: 6,
  /** Modifier 100, no variables: what a balancer asks to see whether it lives. */
  hello: () => Uint8Array.of(100, 0, 0, 0),
  isWhole: (reply) => reply.length >= 4,
  // The same back, with modifier2 set.
  match: (reply) =>
    reply.length === 4 && reply.startsWith('d\0\0\x01')
      ? { protocol: 'uwsgi', product: 'uWSGI', vendor: 'unbit', cpe: [cpe('a', 'unbit', 'uwsgi')] }
      : null,
  examples: [{ reply: 'd\0\0\x01', expect: { protocol: 'uwsgi', product: 'uWSGI' } }],
})

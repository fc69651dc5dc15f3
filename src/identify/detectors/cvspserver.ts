import { defineDetector } from '../detector.ts'

const complaint = /^cvs(?:ntsrv)? \[[kp]server aborted\]: bad auth protocol start: /

export default defineDetector({
  id: 'cvspserver',
  transport: 'tcp',
  summary: 'CVS repositories by pserver',
  source:
    'CVS: src/server.c (pserver_authenticate_connection); cvsclient manual, section Connection and Authentication',
  ports: [2401],
  specificity: 90,
  safety: 'hello',
  // An empty line begins no authentication, and it says so in its own words.
  hello: () => Buffer.from('\n'),
  match(reply) {
    if (!complaint.test(reply.slice(0, 120))) return null
    return { protocol: 'cvspserver', product: 'CVS' }
  },
  examples: [
    { reply: 'cvs [pserver aborted]: bad auth protocol start: \n', expect: { protocol: 'cvspserver', product: 'CVS' } },
    {
      reply: 'cvs [pserver aborted]: bad auth protocol start: GET / HTTP/1.1\r\n',
      expect: { protocol: 'cvspserver', product: 'CVS' },
    },
  ],
})

import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const answer = linear(String.raw`^ClamAV (\d[\w.-]{0,30})(?:/(\d{1,8})/([^\0\n/]{1,60}))?`)

export default defineDetector({
  id: 'clamd',
  transport: 'tcp',
  summary: 'ClamAV, the virus scanner',
  source: 'clamd(8), commands; ClamAV: clamd/session.c',
  ports: [3310],
  specificity: 85,
  safety: 'hello',
  hello: () => bytes('zVERSION', 0),
  isWhole: (reply) => reply.text.endsWith('\0') || reply.text.endsWith('\n'),
  match(reply) {
    const groups = answer.exec(reply.text)
    const isClamd = groups !== null || /^UNKNOWN COMMAND[\0\n]$/.test(reply.text)
    if (!isClamd) return null
    const [, version, signatures, date] = groups ?? []
    // Its complaint about a request is not only its own.
    const confidence = groups === null ? 0.4 : undefined
    return {
      protocol: 'clamd',
      product: 'ClamAV',
      version,
      cpe: [cpe('a', 'clamav', 'clamav', version)],
      confidence,
      facts: { signatures, signaturesOf: date, authRequired: groups === null ? undefined : false },
    }
  },
  examples: [
    {
      reply: 'ClamAV 1.4.6\0',
      expect: {
        protocol: 'clamd',
        product: 'ClamAV',
        version: '1.4.6',
        cpe: ['cpe:2.3:a:clamav:clamav:1.4.6:*:*:*:*:*:*:*'],
      },
    },
    {
      reply: 'ClamAV 1.0.3/27100/Wed Nov 22 08:39:52 2023\0',
      expect: { protocol: 'clamd', version: '1.0.3', facts: { signatures: '27100' } },
    },
    { reply: 'UNKNOWN COMMAND\n', expect: { protocol: 'clamd', confidence: 0.4 } },
  ],
})

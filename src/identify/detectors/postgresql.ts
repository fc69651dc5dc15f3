import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

/** A start-up message of a protocol that nobody speaks (9.0): the error tells who refuses it, and no user is named. */
const startup = Uint8Array.of(0, 0, 0, 8, 0, 9, 0, 0)
/** SSLRequest: 80877103. */
const sslRequest = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f)

export default defineDetector({
  id: 'postgresql',
  transport: 'tcp',
  summary: 'PostgreSQL, PgBouncer, Pgpool, CockroachDB',
  source: 'PostgreSQL manual, Message Formats, Error and Notice Message Fields; PgBouncer: src/client.c',
  ports: [5432, 5433, 6432, 26257],
  specificity: 85,
  safety: 'query',
  elsewhere: 3,
  hello: () => startup,
  isWhole: (reply) => reply.u8(0) === 0x45 && reply.length > reply.u32(1),
  match(reply) {
    const fields = errorFields(reply)
    return fields === null ? null : { protocol: 'postgresql', ...productOf(fields) }
  },
  async converse(conversation, match) {
    if (!(await conversation.reconnect())) return match
    const answer = await conversation.ask(sslRequest, ({ length }) => length === 1)
    const offersTls = answer.startsWith('S')
    if (offersTls) await conversation.startTls('postgresql')
    return { ...match, facts: { ...match.facts, startTls: answer.isEmpty ? undefined : offersTls } }
  },
  examples: [
    {
      reply:
        'E\0\0\0\x83SFATAL\0VFATAL\0C0A000\0Munsupported frontend protocol 9.0: server supports 3.0 to 3.0\0Fpostmaster.c\0L2222\0RProcessStartupPacket\0\0',
      talk: ['N'],
      expect: {
        protocol: 'postgresql',
        product: 'PostgreSQL',
        facts: { versionRange: '14 to 16', startTls: false, sourceLine: 'postmaster.c:2222' },
      },
    },
    {
      reply: "E\0\0\0:SFATAL\0C08P01\0Mbad packet header: '0000000800090000'\0\0",
      talk: ['N'],
      expect: { protocol: 'postgresql', product: 'PgBouncer', facts: { startTls: false } },
    },
    {
      reply: 'E\0\0\0=SFATAL\0C08P01\0Mclient sent partial pkt in startup phase\0\0',
      expect: { protocol: 'postgresql', product: 'PgBouncer' },
    },
  ],
})

/** The fields of an ErrorResponse by their letter; null when it is none. */
function errorFields(reply: Reply): ReadonlyMap<string, string> | null {
  const length = reply.u32(1)
  if (reply.u8(0) !== 0x45 || length < 16 || length > 4_096 || reply.length <= length) return null
  const parts = reply.slice(5, 1 + length).split('\0', 30)
  const fields = new Map(parts.filter(Boolean).map((part) => [part[0]!, part.slice(1)]))
  return fields.has('S') && /^[0-9A-Z]{5}$/.test(fields.get('C') ?? '') && fields.has('M') ? fields : null
}

function productOf(fields: ReadonlyMap<string, string>): Partial<Match> {
  const message = fields.get('M') ?? ''
  if (/^(?:bad packet header|client sent partial pkt|unsupported startup|unsupported protocol)/.test(message))
    return { product: 'PgBouncer', cpe: [cpe('a', 'pgbouncer', 'pgbouncer')] }
  if (fields.get('F')?.endsWith('.go') === true || message.startsWith('unknown protocol version'))
    return { product: 'CockroachDB', vendor: 'Cockroach Labs', cpe: [cpe('a', 'cockroachlabs', 'cockroachdb')] }
  if (fields.get('F')?.startsWith('pool_') === true || fields.get('F') === 'child.c') return { product: 'Pgpool-II' }
  if (!fields.has('R')) return { confidence: 0.7 }
  return {
    product: 'PostgreSQL',
    vendor: 'PostgreSQL Global Development Group',
    cpe: [cpe('a', 'postgresql', 'postgresql')],
    facts: { versionRange: versionRange(fields), sourceLine: `${fields.get('F')}:${fields.get('L')}` },
  }
}

/**
 * Where ProcessStartupPacket stands and which protocols it takes: 2.0 went in 14, the code moved to backend_startup.c in 17, 3.2 came
 * in 18; the severity that is not translated (V) came in 9.6.
 */
function versionRange(fields: ReadonlyMap<string, string>): string | undefined {
  const newest = /supports \d\.\d to (\d\.\d)$/.exec(fields.get('M') ?? '')?.[1]
  if (!fields.has('V')) return 'before 9.6'
  if (newest === undefined) return undefined
  if (newest !== '3.0') return '18 or later'
  if (fields.get('F') === 'backend_startup.c') return '17'
  return fields.get('M')?.includes('supports 3.0') === true ? '14 to 16' : '9.6 to 13'
}

import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { sqlServerReleases } from '../families/sql-server-releases.ts'
import type { Reply } from '../reply.ts'

/** MS-TDS section 2.2.6.5, ENCRYPTION. */
const encryption = ['off', 'on', 'not supported', 'required'] as const

/** PRELOGIN: VERSION, ENCRYPTION (off), INSTOPT, THREADID, MARS; offsets count from the end of the packet header. */
const prelogin = Buffer.from(
  '\x12\x01\0\x2f\0\0\x01\0' +
    '\0\0\x1a\0\x06' +
    '\x01\0\x20\0\x01' +
    '\x02\0\x21\0\x01' +
    '\x03\0\x22\0\x04' +
    '\x04\0\x26\0\x01' +
    '\xff' +
    '\x11\0\0\0\0\0' +
    '\0' +
    '\0' +
    '\0\0\0\0' +
    '\0',
  'latin1',
)

export default defineDetector({
  id: 'mssql',
  transport: 'tcp',
  summary: 'Microsoft SQL Server',
  source: 'MS-TDS sections 2.2.3.1 (packet header) and 2.2.6.5 (PRELOGIN)',
  ports: [1433, 2433],
  specificity: 88,
  safety: 'hello',
  elsewhere: 2,
  hello: () => prelogin,
  isWhole: (reply) => reply.u16(2) > 0 && reply.length >= reply.u16(2),
  match(reply) {
    if (reply.u8(0) !== 4 || reply.u8(1) !== 1 || reply.u16(2) !== reply.length) return null
    const version = option(reply, 0)
    const mode = option(reply, 1)
    if (version === null || version.length < 4) return null
    const number = `${version.u8(0)}.${version.u8(1)}.${version.u16(2)}`
    const release = sqlServerReleases[`${version.u8(0)}.${version.u8(1)}`]
    if (release === undefined) return { protocol: 'mssql', version: number, confidence: 0.6 }
    return {
      protocol: 'mssql',
      product: `Microsoft SQL Server ${release}`,
      vendor: 'Microsoft',
      version: number,
      cpe: [cpe('a', 'microsoft', 'sql_server', release.replace(' ', '_'))],
      facts: { encryption: encryption[mode?.u8(0) ?? -1] },
    }
  },
  examples: [
    {
      reply:
        '\x04\x01\0\x2b\0\0\x01\0\0\0\x1a\0\x06\x01\0\x20\0\x01\x02\0\x21\0\x01\x03\0\x22\0\0\x04\0\x22\0\x01\xff\x10\0\x03\xe8\0\0\0\0\0',
      expect: {
        protocol: 'mssql',
        product: 'Microsoft SQL Server 2022',
        version: '16.0.1000',
        cpe: ['cpe:2.3:a:microsoft:sql_server:2022:*:*:*:*:*:*:*'],
        facts: { encryption: 'off' },
      },
    },
  ],
})

/** The value of an option: its number, offset and length stand in a list that ends with 255. */
function option(reply: Reply, wanted: number): Reply | null {
  for (let at = 8; at < 60 && reply.u8(at) !== 0xff && reply.u8(at) >= 0; at += 5) {
    const start = 8 + reply.u16(at + 1)
    if (reply.u8(at) === wanted) return reply.part(start, start + reply.u16(at + 3))
  }
  return null
}

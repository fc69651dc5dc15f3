import type { Conversation } from '../conversation.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

/** Capability flags by bit (include/mysql_com.h). */
const capabilitySsl = 0x800
const capabilityProtocol41 = 0x200
const capabilitySecureConnection = 0x8000
const largestPacket = 0x1000000

/** MariaDB calls itself 5.5.5 before its own number, so that old replicas take it for a MySQL. */
const mariaDb = linear(String.raw`^(?:5\.5\.5-)?([\d.]+)-MariaDB`, 'i')

const refusals = [
  { code: 1129, facts: { blocked: true } },
  { code: 1130, facts: { hostAllowed: false } },
  { code: 1040, facts: { tooManyConnections: true } },
]

/** The daemon counts connections that end before a log-in, and blocks the host after max_connect_errors (100): so one, no more. */
export default defineDetector({
  id: 'mysql',
  transport: 'tcp',
  summary: 'MySQL, MariaDB, Percona Server and what speaks like them',
  source: 'MySQL internals: Protocol::HandshakeV10, Protocol::SSLRequest, ERR_Packet; MySQL manual, max_connect_errors',
  ports: [3306, 3307],
  specificity: 85,
  safety: 'query',
  greets: 'slowly',
  mostConnections: 1,
  match: (reply) => greetingOf(reply) ?? refusalOf(reply),
  /** Asks for TLS where it is offered. No handshake response follows: that would name a user. */
  async converse(conversation, match, reply) {
    if (match.facts?.startTls === true) await askTls(conversation, reply)
    return match
  },
  examples: [
    {
      reply:
        'd\0\0\0\n5.5.5-10.11.19-MariaDB-0+deb12u1\0\x03\0\0\x006Ppbz_MB\0\xfe\xf7-\x02\0\xff\x81\x15\0\0\0\0\0\0\x1d\0\0\0Es6OjHiWW/%j\0mysql_native_password\0',
      expect: {
        protocol: 'mysql',
        product: 'MariaDB',
        version: '10.11.19',
        cpe: ['cpe:2.3:a:mariadb:mariadb:10.11.19:*:*:*:*:*:*:*'],
        facts: { startTls: false, authPlugin: 'mysql_native_password' },
      },
    },
    {
      reply:
        'I\0\0\0\n8.0.36\0\x0b\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0',
      talk: [],
      expect: {
        protocol: 'mysql',
        product: 'MySQL',
        version: '8.0.36',
        facts: { startTls: true, authPlugin: 'caching_sha2_password' },
      },
    },
    {
      reply:
        'K\0\0\0\n2.2.11-id64-release (95ae9a6)\0\x01\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\0\x08\x82!\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\0',
      expect: { protocol: 'mysql', product: 'Sphinx', version: '2.2.11' },
    },
    {
      // Before 8.0 MySQL had betas, too.
      reply:
        'H\0\0\0\n5.0.3-beta-log\0\x01\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\0\x2c\xa2\x08\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\0',
      expect: { protocol: 'mysql', product: 'MySQL', version: '5.0.3' },
    },
    {
      reply: "H\0\0\0\xffj\x04Host '192.0.2.7' is not allowed to connect to this MariaDB server",
      expect: { protocol: 'mysql', product: 'MariaDB', facts: { hostAllowed: false } },
    },
  ],
})

/** Protocol::HandshakeV10: length (3), sequence 0, 10, version, thread (4), salt (8), 0, capabilities (2), character set, … */
function greetingOf(reply: Reply): Match | null {
  if (reply.u24(1) < 0 || reply.u8(3) !== 0 || reply.u8(4) !== 10) return null
  const version = reply.cString(5)
  if (!/^\d+\.\d+[\x20-\x7e]{0,100}$/.test(version)) return null
  const after = 5 + version.length + 1
  const capabilities = reply.u16le(after + 13)
  if (reply.u8(after + 12) !== 0 || capabilities < 0) return null
  const saltLength = Math.max(13, reply.u8(after + 20) - 8)
  return {
    protocol: 'mysql',
    ...productOf(version),
    facts: {
      startTls: (capabilities & capabilitySsl) !== 0,
      authPlugin: reply.cString(after + 31 + saltLength) || undefined,
    },
  }
}

function productOf(version: string): Partial<Match> {
  const maria = mariaDb.exec(version)?.[1]
  if (maria !== undefined)
    return { product: 'MariaDB', vendor: 'MariaDB', version: maria, cpe: [cpe('a', 'mariadb', 'mariadb', maria)] }
  const tidb = /-TiDB-v([\d.]{1,20})/.exec(version)?.[1]
  if (tidb !== undefined)
    return { product: 'TiDB', vendor: 'PingCAP', version: tidb, cpe: [cpe('a', 'pingcap', 'tidb', tidb)] }
  const number = /^[\d.]{1,20}/.exec(version)?.[0]
  // 2.2.11-id64-release (95ae9a6); Manticore's have a commit and a date: 6.2.12 dc5144d35@230822.
  if (/^[\d.]+-(?:id64-)?(?:release|beta|rc\d) \([\w-]{4,40}\)/.test(version))
    return { product: 'Sphinx', vendor: 'Sphinx', version: number }
  if (/^[\d.]+ [\da-f]{7,12}@\d{6,8}\b/.test(version))
    return { product: 'Manticore Search', vendor: 'Manticore', version: number }
  if (/vitess/i.test(version)) return { product: 'Vitess', version: number }
  // Percona numbers its builds: 8.0.36-28.
  if (/^[\d.]+-\d+(?:\.\d+)?(?:-log)?$/.test(version))
    return {
      product: 'Percona Server',
      vendor: 'Percona',
      version: number,
      cpe: [cpe('a', 'percona', 'percona_server', number)],
    }
  // What it says after its number may be anybody's: ProxySQL, StarRocks, OceanBase, Manticore.
  if (
    !/^\d+\.\d+\.\d+(?:-(?:log|debug|alpha|beta|gamma|rc|m\d{1,2}|dmr|enterprise[\w-]*|commercial[\w-]*|community[\w-]*|cluster[\w-]*|\d?ubuntu[\w.~+-]*|0ubuntu[\w.~+-]*))*$/.test(
      version.slice(0, 100),
    )
  )
    return { version: number }
  return { product: 'MySQL', vendor: 'Oracle', version: number, cpe: [cpe('a', 'oracle', 'mysql', number)] }
}

/** An ERR packet instead of a greeting: 0xff, its number, and words. */
function refusalOf(reply: Reply): Match | null {
  if (reply.u8(3) !== 0 || reply.u8(4) !== 0xff) return null
  const code = reply.u16le(5)
  const refusal = refusals.find((each) => each.code === code)
  if (refusal === undefined || reply.length < 12) return null
  const isMaria = reply.includes('MariaDB')
  return { protocol: 'mysql', ...(isMaria && { product: 'MariaDB', vendor: 'MariaDB' }), facts: refusal.facts }
}

/** Protocol::SSLRequest: the first 32 bytes of a handshake response, which end before the name of a user. */
async function askTls(conversation: Conversation, greeting: Reply): Promise<void> {
  const request = Buffer.alloc(36)
  request.writeUIntLE(32, 0, 3)
  request.writeUInt8(greeting.u8(3) + 1, 3)
  request.writeUInt32LE(capabilitySsl | capabilityProtocol41 | capabilitySecureConnection, 4)
  request.writeUInt32LE(largestPacket, 8)
  request.writeUInt8(greeting.u8(5 + greeting.cString(5).length + 1 + 15), 12)
  await conversation.startTls('mysql', request)
}

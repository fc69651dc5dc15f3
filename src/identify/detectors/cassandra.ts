import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const options = 5
const supported = 6
const error = 0

/** OPTIONS of version 4: no flags, stream 0, no body. Who speaks only older ones says so in its own version. */
const request = Uint8Array.of(4, 0, 0, 0, options, 0, 0, 0, 0)

export default defineDetector({
  id: 'cassandra',
  transport: 'tcp',
  summary: 'Cassandra and ScyllaDB (CQL)',
  source: 'Cassandra: doc/native_protocol_v4.spec sections 2, 4.1.3 (OPTIONS) and 4.2.4 (SUPPORTED)',
  ports: [9042, 9142],
  specificity: 85,
  safety: 'hello',
  elsewhere: 6,
  hello: () => request,
  isWhole: (reply) => reply.length >= 9 + Math.max(0, reply.u32(5)),
  match(reply) {
    const version = reply.u8(0) - 0x80
    if (version < 1 || version > 6 || reply.u16(2) !== 0 || reply.length !== 9 + reply.u32(5)) return null
    if (reply.u8(4) === error && reply.includes('protocol version'))
      return { protocol: 'cassandra', facts: { protocolVersion: version } }
    const lists = reply.u8(4) === supported ? multimap(reply, 9) : null
    const cql = lists?.get('CQL_VERSION')
    return lists === null || cql === undefined
      ? null
      : { protocol: 'cassandra', ...productOf(lists), facts: factsOf(lists, cql) }
  },
  examples: [
    {
      reply: '\x84\0\0\0\x06\0\0\0\x2c\0\x02\0\x0bCQL_VERSION\0\x01\0\x053.4.6\0\x0bCOMPRESSION\0\x01\0\x03lz4',
      expect: { protocol: 'cassandra', product: 'Cassandra', facts: { cqlVersion: ['3.4.6'], compression: ['lz4'] } },
    },
    {
      reply: '\x84\0\0\0\x06\0\0\0\x2b\0\x02\0\x0bCQL_VERSION\0\x01\0\x053.3.1\0\x0cSCYLLA_SHARD\0\x01\0\x010',
      expect: { protocol: 'cassandra', product: 'ScyllaDB' },
    },
  ],
})

function productOf(lists: ReadonlyMap<string, string[]>): Partial<Match> {
  if ([...lists.keys()].some((name) => name.startsWith('SCYLLA_')))
    return { product: 'ScyllaDB', vendor: 'ScyllaDB', cpe: [cpe('a', 'scylladb', 'scylladb')] }
  return { product: 'Cassandra', vendor: 'Apache', cpe: [cpe('a', 'apache', 'cassandra')] }
}

function factsOf(lists: ReadonlyMap<string, string[]>, cqlVersion: string[]): NonNullable<Match['facts']> {
  return { cqlVersion, compression: lists.get('COMPRESSION'), protocolVersions: lists.get('PROTOCOL_VERSIONS') }
}

/** A string multimap (section 3): a count, then names, each with its list. */
function multimap(reply: Reply, start: number): ReadonlyMap<string, string[]> {
  const lists = new Map<string, string[]>()
  let at = start + 2
  const text = () => {
    const length = Math.max(0, reply.u16(at))
    at += 2 + length
    return reply.utf8(at - length, at)
  }
  while (at < reply.length && lists.size < 30) {
    const name = text()
    const count = Math.min(30, Math.max(0, reply.u16(at)))
    at += 2
    lists.set(name, Array.from({ length: count }, text))
  }
  return lists
}

import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const apiVersions = 18
const metadata = 3
/** Of the votes by which controllers choose one of them. */
const vote = 52
/** Comes back with the answer. */
const correlation = 0x706f7274
const client = 'portreeve'
const feature = '\x11metadata.version'
const kafka = { product: 'Apache Kafka', vendor: 'Apache', cpe: [cpe('a', 'apache', 'kafka')] }
const unsupportedVersion = 35
/** APIs by which brokers of Kafka itself speak to each other: LeaderAndIsr, StopReplica, UpdateMetadata, ControlledShutdown. */
const internal = [4, 5, 6, 7]

/** The lowest `metadata.version` of each release since 3.3 (MetadataVersion.java); what a broker supports ends at its own. */
const releases = [
  [4, '3.3'],
  [8, '3.4'],
  [9, '3.5'],
  [12, '3.6'],
  [15, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [22, '4.0'],
  [26, '4.1'],
  [28, '4.2'],
] as const

export default defineDetector({
  id: 'kafka',
  transport: 'tcp',
  summary: 'Kafka brokers, and what speaks like them',
  source:
    'Kafka protocol guide; KIP-35, KIP-511 and KIP-584; clients/src/main/resources/common/message/ApiVersions*.json, Metadata*.json',
  ports: [9092, 9093, 9094],
  tlsPorts: [9093, 9094],
  specificity: 90,
  safety: 'query',
  elsewhere: 4,
  // Version 3 of the question, which names the client; who does not know it answers in version 0, and says which it knows.
  hello: () => framed(apiVersions, 3, bytes(0, client.length + 1, client, 2, '0', 0)),
  isWhole: isWholeFrame,
  match(reply) {
    const error = reply.u16(8)
    const isAnswer = reply.length === 4 + reply.u32(0) && reply.u32(4) === correlation
    if (!isAnswer || (error !== 0 && error !== unsupportedVersion)) return null
    const level = metadataVersion(reply)
    const isKafka = level > 0 || isOfKafka(apisIn(reply, error === 0 ? 3 : 0))
    return { protocol: 'kafka', ...(isKafka && kafka), facts: { release: releaseOf(level) } }
  },
  /** Asks for the brokers of the cluster, and about no topic: who wants a log-in first hangs up on that. */
  async converse(conversation, match, reply) {
    const isOld = reply.u16(8) === unsupportedVersion
    const apis = isOld ? apisIn(await conversation.ask(framed(apiVersions, 0), isWholeFrame), 0) : apisIn(reply, 3)
    const learned = { ...match, ...(isOfKafka(apis) && kafka) }
    // A controller has no topics to tell of.
    if (!apis.includes(metadata))
      return { ...learned, facts: { ...match.facts, controller: apis.includes(vote) || undefined } }
    const cluster = await conversation.ask(framed(metadata, 2, u32(0)), isWholeFrame)
    if (cluster.u32(4) === correlation) return { ...learned, ...clusterIn(cluster, match) }
    return { ...learned, facts: { ...match.facts, authRequired: conversation.isOpen ? undefined : true } }
  },
  examples: [
    {
      // Its list of APIs cut to two.
      reply: bytes(
        u32(86),
        'port\0\0\x03\0\x03\0\0\0\x0c\0\0\x12\0\0\0\x03\0\0\0\0\0',
        '\x03\0\x17\x02\x11metadata.version\0\x01\0\x13\0\x01\x08\0\0\0\0\0\0\x01\x97',
        '\x02\x17\x02\x11metadata.version\0\x13\0\x13\0',
      ),
      talk: [
        '\0\0\0=port\0\0\0\x01\0\0\0\x01\0\tlocalhost\0\0#\x84\xff\xff\0\x16MkU3OEVBNTcwNTJENDM2Qk\0\0\0\x01\0\0\0\0',
      ],
      expect: {
        protocol: 'kafka',
        product: 'Apache Kafka',
        names: ['localhost'],
        facts: {
          release: '3.7',
          clusterId: 'MkU3OEVBNTcwNTJENDM2Qk',
          brokers: ['localhost:9092'],
          authRequired: false,
        },
      },
    },
    {
      // A controller; its list cut to two.
      reply: bytes(
        u32(51),
        'port\0\0\x03\0\x12\0\0\0\x03\0\0\x34\0\0\0\0\0\0\0\0\0\x01\0\x17\x02\x11metadata.version\0\x01\0\x13\0',
      ),
      talk: [],
      expect: { protocol: 'kafka', product: 'Apache Kafka', facts: { controller: true } },
    },
    {
      // Kafka before 2.4 knows no version 3, and none of it (KIP-511).
      reply: '\0\0\0\x0aport\0\x23\0\0\0\0',
      talk: [
        bytes(
          u32(40),
          'port\0\0',
          u32(5),
          u16(3),
          u32(2),
          u16(4),
          u32(2),
          u16(5),
          u32(1),
          u16(6),
          u32(5),
          u16(7),
          u32(2),
        ),
      ],
      expect: { protocol: 'kafka', product: 'Apache Kafka', facts: { authRequired: true } },
    },
  ],
})

/** A request: its size, then API, version, a number of ours and our name (RequestHeader, version 1). */
function framed(api: number, version: number, body: Uint8Array | readonly number[] = []) {
  const request = bytes(u16(api), u16(version), u32(correlation), u16(client.length), client, body)
  return bytes(u32(request.length), request)
}

function isWholeFrame(reply: Reply): boolean {
  return reply.length >= 4 && reply.length >= 4 + reply.u32(0)
}

/** What version 3 tells of features; 0 when it tells none. */
function metadataVersion(reply: Reply): number {
  const at = reply.indexOf(feature)
  return at < 0 ? 0 : reply.u16(at + feature.length + 2)
}

function releaseOf(level: number): string | undefined {
  return releases.findLast(([least]) => level >= least)?.[1]
}

/** The APIs of an answer in version 0 (a count in 32 bits, 6 bytes each) or 3 (a count and one in 8 bits, 7 bytes each). */
function apisIn(reply: Reply, version: 0 | 3): readonly number[] {
  const [start, size, count] = version === 0 ? [14, 6, reply.u32(10)] : [11, 7, reply.u8(10) - 1]
  return Array.from({ length: Math.min(200, Math.max(0, count)) }, (_, i) => reply.u16(start + i * size))
}

function isOfKafka(apis: readonly number[]): boolean {
  return internal.every((api) => apis.includes(api))
}

function clusterIn(reply: Reply, { facts }: Match): Partial<Match> {
  const hosts: { host: string; port: number }[] = []
  let at = 12
  const text = () => {
    const length = reply.u16(at) === 0xffff ? 0 : Math.max(0, reply.u16(at))
    at += 2 + length
    return reply.utf8(at - length, at)
  }
  for (let i = 0; i < Math.min(50, reply.u32(8)); i++) {
    at += 4
    hosts.push({ host: text(), port: reply.u32(at) })
    at += 4
    text() // its rack
  }
  const brokers = hosts.map(({ host, port }) => `${host}:${port}`)
  return {
    names: [...new Set(hosts.map(({ host }) => host))],
    facts: { ...facts, authRequired: false, clusterId: text() || undefined, brokers },
  }
}

import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { type BsonValue, bson, bsonIn, int32 } from '../families/bson.ts'
import type { Reply } from '../reply.ts'

const opReply = 1
const opQuery = 2004
const opMessage = 2013
const helloId = 0x7072
const buildInfoId = 0x7073

/** Releases by maxWireVersion (MongoDB: src/mongo/db/wire_version.h). */
const releases: Readonly<Record<number, string>> = {
  2: '2.6',
  3: '3.0',
  4: '3.2',
  5: '3.4',
  6: '3.6',
  7: '4.0',
  8: '4.2',
  9: '4.4',
  13: '5.0',
  17: '6.0',
  21: '7.0',
  25: '8.0',
}

const overHttp = 'It looks like you are trying to access MongoDB over HTTP on the native driver port.'
const mongoDb: Match = {
  protocol: 'mongodb',
  product: 'MongoDB',
  vendor: 'MongoDB',
  cpe: [cpe('a', 'mongodb', 'mongodb')],
}

export default defineDetector({
  id: 'mongodb',
  transport: 'tcp',
  summary: 'MongoDB and what speaks like it (FerretDB)',
  source: 'MongoDB manual, Wire Protocol (OP_QUERY, OP_REPLY, OP_MSG); specifications, handshake (hello, buildInfo)',
  ports: [27017, 27018, 27019],
  specificity: 88,
  safety: 'query',
  elsewhere: 3,
  hello: () =>
    framed(
      helloId,
      opQuery,
      Buffer.concat([int32(0), Buffer.from('admin.$cmd\0'), int32(0), int32(-1), bson({ isMaster: 1 })]),
    ),
  isWhole,
  match(reply) {
    // What it says to HTTP, which is asked first on odd ports.
    if (reply.slice(0, 400).includes(overHttp)) return mongoDb
    if (reply.u32le(12) !== opReply || reply.u32le(8) !== helloId || reply.u32le(0) > reply.length) return null
    const told = bsonIn(reply, 36)
    const wire = told.get('maxWireVersion')
    const names = [told.get('me'), told.get('primary')].filter((name) => typeof name === 'string')
    return {
      ...mongoDb,
      names: names.map((name) => name.replace(/:\d{1,5}$/, '')),
      facts: {
        wireVersion: typeof wire === 'number' ? wire : undefined,
        release: typeof wire === 'number' ? releases[wire] : undefined,
        replicaSet: textOf(told.get('setName')),
        router: told.get('msg') === 'isdbgrid' || undefined,
      },
    }
  },
  /** What it is built of, which is told before a log-in up to release 8.0. */
  async converse(conversation, match) {
    const usesMessages = Number(match.facts?.wireVersion ?? 0) >= 6
    const body = usesMessages
      ? Buffer.concat([int32(0), Buffer.of(0), bson({ buildInfo: 1, $db: 'admin' })])
      : Buffer.concat([int32(0), Buffer.from('admin.$cmd\0'), int32(0), int32(-1), bson({ buildInfo: 1 })])
    const reply = await conversation.ask(framed(buildInfoId, usesMessages ? opMessage : opQuery, body), isWhole)
    return { ...match, ...built(bsonIn(reply, reply.u32le(12) === opMessage ? 21 : 36), match) }
  },
  examples: [
    {
      reply:
        'HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 85\r\n\r\nIt looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n',
      expect: { protocol: 'mongodb', product: 'MongoDB' },
    },
    {
      reply: answer(helloId, opReply, Buffer.alloc(20), {
        ismaster: 1,
        setName: 'rs0',
        me: 'db1.example:27017',
        maxWireVersion: 21,
        minWireVersion: 0,
        ok: 1,
      }),
      talk: [answer(buildInfoId, opMessage, Buffer.alloc(5), { version: '7.0.5', gitVersion: '7809d71e84e3', ok: 1 })],
      expect: {
        protocol: 'mongodb',
        product: 'MongoDB',
        version: '7.0.5',
        names: ['db1.example'],
        facts: { release: '7.0', replicaSet: 'rs0' },
      },
    },
    {
      reply: answer(helloId, opReply, Buffer.alloc(20), { ismaster: 1, maxWireVersion: 21, ok: 1 }),
      talk: [answer(buildInfoId, opMessage, Buffer.alloc(5), { version: '7.0.42', ferretdbVersion: 'v1.24.0', ok: 1 })],
      expect: { protocol: 'mongodb', product: 'FerretDB', version: '1.24.0' },
    },
  ],
})

/** Length, id, id that it answers, kind of operation. */
function framed(id: number, operation: number, body: Uint8Array, answers = 0): Buffer {
  return Buffer.concat([int32(16 + body.length), int32(id), int32(answers), int32(operation), body])
}

function answer(id: number, operation: number, head: Uint8Array, members: Record<string, number | string>): Buffer {
  return framed(1, operation, Buffer.concat([head, bson(members)]), id)
}

function isWhole(reply: Reply): boolean {
  return reply.length >= 16 && reply.length >= reply.u32le(0)
}

function built(told: ReadonlyMap<string, BsonValue>, { facts }: Match): Partial<Match> {
  const ferret = textOf(told.get('ferretdbVersion'))?.replace(/^v/, '')
  if (ferret !== undefined)
    return { product: 'FerretDB', vendor: 'FerretDB', version: ferret, cpe: [cpe('a', 'ferretdb', 'ferretdb', ferret)] }
  const version = textOf(told.get('version'))
  if (version === undefined) return {}
  const modules = told.get('modules')
  const isEnterprise = Array.isArray(modules) && modules.includes('enterprise')
  return {
    version,
    cpe: [cpe('a', 'mongodb', 'mongodb', version)],
    facts: { ...facts, enterprise: isEnterprise || undefined },
  }
}

const textOf = (value: BsonValue | undefined) => (typeof value === 'string' ? value : undefined)

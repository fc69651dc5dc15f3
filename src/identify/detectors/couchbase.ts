import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const [request, response] = [0x80, 0x81]
const version = 0x0b
const header = 24
/** Couchbase adds the number of the build: 7.2.0-5325. */
const couchbase = linear(String.raw`^(\d+\.\d+\.\d+)-\d+`)
const memcached = linear(String.raw`^\d+\.\d+\.\d+$`)

export default defineDetector({
  id: 'couchbase',
  transport: 'tcp',
  summary: 'Couchbase, data service; memcached by its binary protocol',
  source:
    'memcached: Binary protocol (memcached wiki, BinaryProtocolRevamped), VERSION; Couchbase kv_engine: docs/BinaryProtocol.md',
  ports: [11210],
  tlsPorts: [11207],
  specificity: 85,
  safety: 'query',
  elsewhere: 8,
  hello: () => bytes(request, version, new Uint8Array(header - 2)),
  isWhole: (reply) => reply.u32(8) >= 0 && reply.length >= header + reply.u32(8),
  match(reply) {
    const isAnswer = reply.u8(0) === response && reply.u8(1) === version && reply.length === header + reply.u32(8)
    if (!isAnswer) return null
    const text = reply.slice(header, header + 80)
    if (memcached.test(text))
      return {
        protocol: 'memcached',
        product: 'memcached',
        version: text,
        cpe: [cpe('a', 'memcached', 'memcached', text)],
      }
    const number = couchbase.exec(text)?.[1]
    if (number === undefined) return { protocol: 'memcached', facts: { status: reply.u16(6) } }
    return {
      protocol: 'couchbase',
      product: 'Couchbase Server',
      vendor: 'Couchbase',
      version: number,
      cpe: [cpe('a', 'couchbase', 'couchbase_server', number)],
    }
  },
  examples: [
    {
      reply: bytes('\x81\x0b\0\0\0\0\0\0\0\0\0\x0a', new Uint8Array(12), '7.2.0-5325'),
      expect: { protocol: 'couchbase', product: 'Couchbase Server', version: '7.2.0' },
    },
  ],
})

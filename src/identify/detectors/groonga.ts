import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { jsonObject } from '../families/json.ts'

const magic = 0xc7
const header = 24
const question = 'status'

export default defineDetector({
  id: 'groonga',
  transport: 'tcp',
  summary: 'Groonga, full text search, by its own protocol',
  source: 'Groonga manual, GQTP; command status; RFC 8259',
  ports: [10043],
  specificity: 90,
  safety: 'query',
  elsewhere: 9,
  /** Magic, kind of query, key, level, flags, status, size, number, version of the record. */
  hello: () => bytes(magic, new Uint8Array(7), u32(question.length), new Uint8Array(12), question),
  isWhole: (reply) => reply.u32(8) >= 0 && reply.length >= header + reply.u32(8),
  match(reply) {
    const isAnswer = reply.u8(0) === magic && reply.length >= header && reply.length <= header + reply.u32(8)
    const told = isAnswer ? jsonObject(reply.slice(header)) : null
    if (told?.command_version === undefined) return null
    const version = typeof told.version === 'string' ? told.version : undefined
    return {
      protocol: 'groonga',
      product: 'Groonga',
      vendor: 'Groonga',
      version,
      facts: { authRequired: false },
    }
  },
  examples: [
    {
      // Its features cut to two.
      reply: bytes(
        '\xc7\x02\0\0\0\x02\0\0',
        u32(221),
        new Uint8Array(12),
        '{"alloc_count":12227,"starttime":1795378028,"start_time":1795378028,"uptime":15,"version":"13.0.0","n_queries":0,"cache_hit_rate":0.0,"command_version":1,"default_command_version":1,"features":{"nfkc":true,"mecab":true}}'.padEnd(
          221,
        ),
      ),
      expect: { protocol: 'groonga', product: 'Groonga', version: '13.0.0' },
    },
  ],
})

import { defineDetector, type Match } from '../detector.ts'
import { getByHttp2 } from '../http/http2.ts'
import { recogniseProducts } from '../http/products.ts'
import { parseResponse } from '../http/response.ts'
import { Reply } from '../reply.ts'

const frameHeader = 9
const settingsType = 4

/** Our own settings, which our hello sends, have been taken (RFC 9113 section 6.5.3). */
const acknowledged = '\0\0\0\x04\x01\0\0\0\0'

/** RFC 9113 section 6.5.2, RFC 8441, RFC 9218. */
const names: Readonly<Record<number, string>> = {
  1: 'headerTableSize',
  2: 'enablePush',
  3: 'maxConcurrentStreams',
  4: 'initialWindowSize',
  5: 'maxFrameSize',
  6: 'maxHeaderListSize',
  8: 'enableConnectProtocol',
  9: 'noRfc7540Priorities',
}
/** Identifiers that are sent to see that they are passed over: 0x?a?a (RFC 8701), and gRPC's own. */
const isPassedOver = (id: number) => (id & 0x0f0f) === 0x0a0a || id >= 0xf000

/** Settings acknowledged, HEADERS and DATA, as nghttpd 1.52.0 sends them. */
const answerOfNghttpd =
  '00000004010000000000005c010400000001887690aa69d29ae452a9a74a6b13015db12e0f5889a47e561cc58197000f6196dd6d5f4a084a693f7504' +
  '0138a05db817ae09953168df0f0d0234376c96dd6d5f4a084a693f75040138a05cb8c8ae32e298b46f5f87497ca589d34d1f00002f00010000000' +
  '13c68746d6c3e3c686561643e3c7469746c653e496e6465783c2f7469746c653e3c2f686561643e3c2f68746d6c3e0a'

export default defineDetector({
  id: 'http2',
  transport: 'tcp',
  summary: 'HTTP/2 without TLS, for which no HTTP/1 is spoken: gRPC and the like',
  source: 'RFC 9113 sections 3.3, 3.4, 4.1 and 6.5',
  ports: [50051],
  specificity: 85,
  safety: 'query',
  greets: true,
  elsewhere: 6,
  hello: () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'),
  match(reply) {
    const length = reply.u24(0)
    const isSettings = reply.u8(3) === settingsType && reply.u8(4) === 0 && reply.u32(5) === 0 && length % 6 === 0
    if (!isSettings || length > 240 || reply.length < frameHeader + length) return null
    const facts: Record<string, number> = {}
    for (let at = frameHeader; at < frameHeader + length; at += 6) {
      const name = names[reply.u16(at)]
      if (name === undefined && !isPassedOver(reply.u16(at))) return null
      if (name !== undefined) facts[name] = reply.u32(at + 2)
    }
    return { protocol: 'http', facts: { httpVersion: '2', ...facts } }
  },
  async converse(conversation, match, reply) {
    // Who has begun cannot begin anew on the same connection.
    const isFresh = conversation.isOpen && !reply.includes(acknowledged)
    if (!isFresh && !(await conversation.reconnect())) return match
    const headers = await getByHttp2(conversation, isFresh ? reply.bytes : new Uint8Array())
    if (headers === null) return match
    const fields = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : `${name}: ${String(value)}`,
    )
    const response = parseResponse(Reply.of(`HTTP/2 ${headers[':status'] ?? 0} \r\n${fields.join('\r\n')}\r\n\r\n`))
    return response === null ? match : joined(match, recogniseProducts(response), headers['content-type'])
  },
  examples: [
    {
      after: 'greeting',
      reply: '\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0d',
      expect: { protocol: 'http', facts: { httpVersion: '2', maxConcurrentStreams: 100 } },
    },
    {
      after: 'greeting',
      reply: '\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0d',
      talk: [Buffer.from(answerOfNghttpd, 'hex')],
      expect: { protocol: 'http', product: 'nghttpd', version: '1.52.0', facts: { httpVersion: '2', status: 200 } },
    },
    {
      reply: '\0\0\x0c\x04\0\0\0\0\0\0\x05\0\0\x40\0\0\x03\xff\xff\xff\xff\0\0\0\x04\x01\0\0\0\0',
      expect: { protocol: 'http', facts: { maxFrameSize: 16_384 } },
    },
  ],
})

function joined(match: Match, page: Match, contentType = ''): Match {
  const grpc = contentType.startsWith('application/grpc') || undefined
  return { ...page, facts: { ...page.facts, ...match.facts, grpc } }
}

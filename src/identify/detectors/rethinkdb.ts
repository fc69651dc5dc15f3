import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { jsonObject } from '../families/json.ts'
import { linear } from '../pattern.ts'

const rethinkDb = { protocol: 'rethinkdb', product: 'RethinkDB', vendor: 'RethinkDB' }
const release = linear(String.raw`^\d[\w.+-]{0,40}`)

export default defineDetector({
  id: 'rethinkdb',
  transport: 'tcp',
  summary: 'RethinkDB, driver port',
  source:
    'RethinkDB documentation, Writing RethinkDB drivers (handshake, V1_0); src/client_protocol/server.cc; RFC 8259',
  ports: [28015],
  specificity: 90,
  safety: 'hello',
  elsewhere: 8,
  /** The number of V1_0; what comes back is told before any log-in. */
  hello: () => Uint8Array.of(0xc3, 0xbd, 0xc2, 0x34),
  isWhole: (reply) => reply.u8(reply.length - 1) === 0,
  match(reply) {
    const told = reply.startsWith('{') ? jsonObject(reply.cString(0)) : null
    if (told?.success === true && typeof told.server_version === 'string') {
      const version = release.exec(told.server_version)?.[0]
      return { ...rethinkDb, version, cpe: [cpe('a', 'rethinkdb', 'rethinkdb', version)] }
    }
    const isRefusal = reply.startsWith('ERROR: ') && reply.slice(0, 200).includes('This port is for RethinkDB queries')
    return isRefusal ? { ...rethinkDb, cpe: [cpe('a', 'rethinkdb', 'rethinkdb')] } : null
  },
  examples: [
    {
      reply: '{"max_protocol_version":0,"min_protocol_version":0,"server_version":"2.3.6","success":true}\0',
      expect: { protocol: 'rethinkdb', product: 'RethinkDB', version: '2.3.6' },
    },
    {
      reply:
        'ERROR: Received an unsupported protocol version. This port is for RethinkDB queries. Does your client driver version not match the server?\n',
      expect: { protocol: 'rethinkdb', product: 'RethinkDB' },
    },
  ],
})

import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { jsonObject } from '../families/json.ts'

const negotiation = '{"feature_negotiation":true}'
const refusal = 'E_BAD_PROTOCOL'
const [answer, error] = [0, 1]

export default defineDetector({
  id: 'nsq',
  transport: 'tcp',
  summary: 'NSQ: queues and their directory',
  source:
    'NSQ documentation, TCP Protocol Spec (IDENTIFY, feature negotiation); nsqd/tcp.go, nsqlookupd/tcp.go; RFC 8259',
  ports: [4150, 4160],
  tlsPorts: [4152],
  specificity: 90,
  safety: 'hello',
  hello: () => bytes('  V2IDENTIFY\n', u32(negotiation.length), negotiation),
  isWhole: (reply) => reply.u32(0) >= 0 && reply.length >= 4 + reply.u32(0),
  match(reply) {
    if (reply.u32(0) !== reply.length - 4) return null
    // nsqlookupd speaks another version, and puts no kind before what it says.
    if (reply.slice(4) === refusal) return { protocol: 'nsq', product: 'nsqlookupd', vendor: 'NSQ' }
    const isRefusal = reply.u32(4) === error && reply.slice(8) === refusal
    const told = reply.u32(4) === answer ? jsonObject(reply.slice(8)) : null
    if (!isRefusal && told?.max_rdy_count === undefined) return null
    const version = typeof told?.version === 'string' ? told.version : undefined
    return {
      protocol: 'nsq',
      product: 'nsqd',
      vendor: 'NSQ',
      version,
      facts: {
        authRequired: typeof told?.auth_required === 'boolean' ? told.auth_required : undefined,
        startTls: typeof told?.tls_v1 === 'boolean' ? told.tls_v1 : undefined,
      },
    }
  },
  async converse(conversation, match) {
    await conversation.ask('CLS\n')
    return match
  },
  examples: [
    {
      reply: bytes(
        u32(4 + 122),
        u32(0),
        '{"max_rdy_count":2500,"version":"1.2.1","max_msg_timeout":900000,"tls_v1":false,"auth_required":false,"sample_rate":0    }',
      ),
      talk: [],
      expect: { protocol: 'nsq', product: 'nsqd', version: '1.2.1', facts: { authRequired: false, startTls: false } },
    },
    { reply: '\0\0\0\x12\0\0\0\x01E_BAD_PROTOCOL', expect: { protocol: 'nsq', product: 'nsqd' } },
    { reply: '\0\0\0\x0eE_BAD_PROTOCOL', expect: { protocol: 'nsq', product: 'nsqlookupd' } },
  ],
})

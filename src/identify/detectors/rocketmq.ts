import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { jsonObject } from '../families/json.ts'

/** Of a kind that is not there: it is told so, by a header that has the version. */
const request = '{"code":0,"flag":0,"language":"OTHER","opaque":42,"serializeTypeCurrentRPC":"JSON","version":0}'

export default defineDetector({
  id: 'rocketmq',
  transport: 'tcp',
  summary: 'RocketMQ: name servers and brokers',
  source: 'Apache RocketMQ: RemotingCommand.java (lengths, header in JSON), MQVersion.java; RFC 8259',
  ports: [9876, 10911],
  specificity: 90,
  safety: 'hello',
  elsewhere: 8,
  hello: () => bytes(u32(4 + request.length), u32(request.length), request),
  isWhole: (reply) => reply.u32(0) >= 0 && reply.length >= 4 + reply.u32(0),
  match(reply) {
    const isFrame = reply.u32(0) === reply.length - 4 && reply.u8(4) === 0
    const header = isFrame ? jsonObject(reply.slice(8, 8 + reply.u24(5))) : null
    if (header?.opaque !== 42 || header.flag !== 1 || header.serializeTypeCurrentRPC !== 'JSON') return null
    const version = versionOf(header.version)
    return {
      protocol: 'rocketmq',
      product: 'Apache RocketMQ',
      vendor: 'Apache',
      version,
      cpe: [cpe('a', 'apache', 'rocketmq', version)],
      facts: { language: typeof header.language === 'string' ? header.language : undefined },
    }
  },
  examples: [
    {
      reply:
        '\0\0\0\x8d\0\0\0\x89{"code":3,"flag":1,"language":"JAVA","opaque":42,"remark":" request type 0 not supported","serializeTypeCurrentRPC":"JSON","version":441}',
      expect: { protocol: 'rocketmq', product: 'Apache RocketMQ', version: '5.1.4', facts: { language: 'JAVA' } },
    },
  ],
})

/** Releases are counted from 4.0.0, which is 213, in steps of two; ten to the second number, a hundred to the first. */
function versionOf(ordinal: unknown): string | undefined {
  if (typeof ordinal !== 'number' || ordinal < 213 || ordinal > 1_000) return undefined
  const count = Math.floor((ordinal - 213) / 2)
  return `${4 + Math.floor(count / 100)}.${Math.floor(count / 10) % 10}.${count % 10}`
}

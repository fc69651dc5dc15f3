import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

const [version, info] = [2, 1]
const question = 'build\nedition\n'

export default defineDetector({
  id: 'aerospike',
  transport: 'tcp',
  summary: 'Aerospike databases',
  source:
    'Aerospike: as/include/base/proto.h (version, type, 48 bits of length); Info command reference, build and edition',
  ports: [3000],
  tlsPorts: [4333],
  specificity: 85,
  safety: 'query',
  elsewhere: 8,
  hello: () => bytes(version, info, u16(0), u32(question.length), question),
  isWhole: (reply) => reply.u32(4) >= 0 && reply.length >= 8 + reply.u32(4),
  match(reply) {
    const isInfo = reply.u8(0) === version && reply.u8(1) === info && reply.u16(2) === 0
    if (!isInfo || reply.u32(4) !== reply.length - 8 || !/^(?:build|edition|ERROR)[\t:]/.test(reply.slice(8, 24)))
      return null
    const [, build] = /^build\t(\d[\d.]{0,20}(?:-[\w.]{1,20})?)$/m.exec(reply.slice(8, 300)) ?? []
    const [, edition] = /^edition\t([\w ]{1,60})$/m.exec(reply.slice(8, 300)) ?? []
    return {
      protocol: 'aerospike',
      product: 'Aerospike',
      vendor: 'Aerospike',
      version: build,
      cpe: [cpe('a', 'aerospike', 'aerospike_server', build)],
      facts: { edition, authRequired: build === undefined ? true : undefined },
    }
  },
  examples: [
    {
      reply: bytes(2, 1, u16(0), u32(50), 'build\t6.4.0.2\nedition\tAerospike Community Edition\n'),
      expect: {
        protocol: 'aerospike',
        product: 'Aerospike',
        version: '6.4.0.2',
        facts: { edition: 'Aerospike Community Edition' },
      },
    },
  ],
})

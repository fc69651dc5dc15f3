import { crc32 } from 'node:zlib'
import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const packetLength = 1036
const [query, response] = [1, 2]
const answer = linear(String.raw`^NRPE v(\d[\w.]{0,20})`)

export default defineDetector({
  id: 'nrpe',
  transport: 'tcp',
  summary: 'NRPE, which runs checks for Nagios',
  source:
    'NRPE: include/common.h (packet of version 2) and src/nrpe.c (_NRPE_CHECK tells the version and runs nothing)',
  ports: [5666],
  tlsPorts: [5666],
  specificity: 85,
  safety: 'hello',
  elsewhere: 5,
  hello,
  isWhole: (reply) => reply.length >= packetLength,
  match(reply) {
    if (reply.u16(0) < 2 || reply.u16(0) > 4 || reply.u16(2) !== response || reply.length < 12) return null
    const version = answer.exec(reply.slice(10, 200))?.[1] ?? answer.exec(reply.slice(16, 200))?.[1]
    if (version === undefined) return null
    return { protocol: 'nrpe', product: 'NRPE', version, cpe: [cpe('a', 'nagios', 'remote_plug_in_executor', version)] }
  },
  examples: [
    {
      reply: bytes(u16(2), u16(response), u32(0x1d0e9ce1), u16(0), 'NRPE v4.1.0', new Uint8Array(1015)),
      expect: { protocol: 'nrpe', product: 'NRPE', version: '4.1.0' },
    },
  ],
})

/** The checksum is that of the packet with zeros in its place. */
function hello(): Uint8Array {
  const rest = bytes(u16(0), '_NRPE_CHECK', new Uint8Array(packetLength - 21))
  const sum = crc32(bytes(u16(2), u16(query), u32(0), rest))
  return bytes(u16(2), u16(query), u32(sum), rest)
}

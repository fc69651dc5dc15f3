import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** Field 1 is the version as a number; field 2 the release, field 3 the system, each with its length before it. */
const fields = linear(
  String.raw`^[^\x12]{1,16}\x12[\x01-\x40](\d+\.\d+[\w.~-]{0,30})\x1a[\x01-\x40]([\x20-\x7e]{1,64}?)"[\x01-\x60]([\x20-\x7e]{1,96})`,
  's',
)

export default defineDetector({
  id: 'mumble',
  transport: 'tcp',
  summary: 'Mumble voice servers',
  source: 'Mumble protocol documentation: connecting, version exchange; src/Mumble.proto (Version)',
  ports: [],
  tlsPorts: [64738],
  specificity: 75,
  safety: 'passive',
  // It bans for five minutes who connects ten times in two (murmur.ini: autobanAttempts).
  mostConnections: 2,
  greets: true,
  match(reply) {
    const length = reply.u32(2)
    if (reply.u16(0) !== 0 || length < 6 || length > 300 || reply.u8(6) !== 0x08) return null
    const [, version, os, release] = fields.exec(reply.slice(6, 6 + length)) ?? []
    if (version === undefined) return null
    return {
      protocol: 'mumble',
      product: 'Mumble server',
      version,
      os: os === 'X11' || os === 'Linux' ? release : os,
      cpe: [cpe('a', 'mumble', 'mumble', version.split('-')[0])],
    }
  },
  examples: [
    {
      reply: bytes(
        u16(0),
        u32(50),
        [0x08, 0x84, 0x86, 0x04, 0x12, 5],
        '1.3.4',
        [0x1a, 3],
        'X11',
        [0x22, 32],
        'Debian GNU/Linux 12 (bookworm)  ',
      ),
      expect: { protocol: 'mumble', version: '1.3.4', os: 'Debian GNU/Linux 12 (bookworm)  ' },
    },
  ],
})

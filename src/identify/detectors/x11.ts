import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const status = { failed: 0, success: 1, authenticate: 2 } as const
const protocolVersion = 11

const longestReason = 200
const noVersion = 0x7f

export default defineDetector({
  id: 'x11',
  transport: 'tcp',
  summary: 'X servers: screens, keyboards and mice',
  source:
    'X.Org: X Window System Protocol, section 8 (connection setup) and appendix B; xorg-server: include/xorg-version.h',
  ports: [6000, 6001, 6002, 6003, 6004, 6005, 6006, 6007, 6008, 6009, 6010, 6011, 6012, 6013],
  specificity: 80,
  safety: 'hello',
  elsewhere: 5,
  // Little endian, a version that nobody speaks: a client that is let in and leaves may be the last one, and the server starts anew then.
  hello: () => bytes('l', 0, noVersion, 0, new Uint8Array(8)),
  isWhole: (reply) => reply.length >= 8 && reply.length >= 8 + 4 * reply.u16le(6),
  match(reply) {
    if (reply.u16le(2) !== protocolVersion || reply.u16le(4) > 10 || reply.length < 12) return null
    if (reply.u8(0) === status.success) return accepted(reply)
    const reason = reply.slice(8, 8 + (reply.u8(1) || 4 * reply.u16le(6)))
    if (!/^[\x20-\x7e\n]{8,}\0{0,3}$/.test(reason)) return null
    // Our hello gets this answer: whether it would have let us in is not told.
    const authRequired = reason.startsWith('Protocol version mismatch') ? undefined : true
    const isRefusal = reply.u8(0) === status.failed || reply.u8(0) === status.authenticate
    return isRefusal
      ? {
          protocol: 'x11',
          facts: { authRequired, reason: reason.slice(0, longestReason).replaceAll('\0', '').trimEnd() },
        }
      : null
  },
  examples: [
    {
      reply: bytes(
        [1, 0, 11, 0, 0, 0, 0xff, 2, 0x8f, 0xa5, 0xb8, 0, 0, 0, 0xc0, 0, 0xff, 0xff, 0x1f, 0, 0, 1, 0, 0, 0x14, 0],
        [0xff, 0xff, 1, 6, 0, 0, 0x20, 0x20, 8, 0xff, 0, 0, 0, 0],
        'The X.Org Foundation',
        [1, 1, 0x20, 0, 0, 0, 0, 0, 4, 8, 0x20, 0, 0, 0, 0, 0],
      ),
      expect: {
        protocol: 'x11',
        product: 'X.Org X server',
        version: '21.1.7',
        cpe: ['cpe:2.3:a:x.org:x_server:21.1.7:*:*:*:*:*:*:*'],
        facts: { authRequired: false },
      },
    },
    {
      reply: '\0\x19\x0b\0\0\0\x07\0Protocol version mismatch\0\0\0',
      expect: { protocol: 'x11', facts: { reason: 'Protocol version mismatch' } },
    },
    {
      reply: '\0\x1f\x0b\0\0\0\x08\0Authorization required, but no authorization protocol specified\n',
      expect: { protocol: 'x11', facts: { authRequired: true } },
    },
  ],
})

function accepted(reply: Reply): Match | null {
  const length = reply.u16le(24)
  const vendor = reply.slice(40, 40 + length)
  if (length < 1 || vendor.length !== length || !/^[\x20-\x7e]+$/.test(vendor)) return null
  const facts = { authRequired: false, screens: reply.u8(28) }
  if (!vendor.includes('X.Org')) return { protocol: 'x11', vendor, facts }
  const version = xorgVersion(reply.u32le(8))
  return {
    protocol: 'x11',
    product: 'X.Org X server',
    vendor,
    version,
    cpe: [cpe('a', 'x.org', 'x_server', version)],
    facts,
  }
}

/** 1.20.4 is 12004000; 21.1.7 is 12101007, as releases from 21.1 on are 1.21.1.7 inside. */
function xorgVersion(release: number): string {
  const parts = [release / 10_000_000, (release / 100_000) % 100, (release / 1_000) % 100, release % 1_000].map(
    Math.floor,
  )
  return parts[1]! >= 21 ? parts.slice(1).join('.') : parts.slice(0, 3).join('.')
}

import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

/** Immediate, of an operation that is reserved: what a target must answer by Reject, unless it hangs up. */
const reserved = 0x40 | 0x1f
const reject = 0x3f
const final = 0x80
const header = 48

export default defineDetector({
  id: 'iscsi',
  transport: 'tcp',
  summary: 'iSCSI targets, as far as they say anything before a log-in',
  source: 'RFC 7143 sections 11.2.1 (basic header segment) and 11.17 (Reject)',
  ports: [3260, 860],
  specificity: 90,
  safety: 'hello',
  elsewhere: 8,
  // Names of targets are told in a session only, and each session begins with a Login: that is not asked for here.
  hello: () => bytes(reserved, final, new Uint8Array(14), u32(1), u32(0xffffffff), u32(1), u32(1), new Uint8Array(16)),
  isWhole: (reply) => reply.length >= 2 * header,
  match: (reply) =>
    reply.u8(0) === reject && reply.u8(1) === final && reply.u24(5) === header && reply.u32(16) === 0xffffffff
      ? { protocol: 'iscsi', facts: { rejected: reply.u8(2) } }
      : null,
  examples: [
    {
      reply:
        '?\x80\x04\0\0\0\x000\0\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0_\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\xff\xff\xff\xff\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
      expect: { protocol: 'iscsi', facts: { rejected: 4 } },
    },
  ],
})

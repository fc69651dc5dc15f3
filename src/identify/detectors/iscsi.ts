import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

/** Login Request, immediate; Login Response; Reject. */
const [request, response, reject] = [0x43, 0x23, 0x3f]
/** Of the protocol there is version 0 alone. */
const nobodysVersion = 0xff
const tag = 0x506f7274
const header = 48
/** Status classes of refusals: by redirection, of the initiator, of the target. */
const refusals = [1, 2, 3]

export default defineDetector({
  id: 'iscsi',
  transport: 'tcp',
  summary: 'iSCSI targets, as far as they say anything before a log-in',
  source: 'RFC 7143 sections 11.12 (Login Request), 11.13 (Login Response) and 11.17 (Reject)',
  ports: [3260, 860],
  specificity: 90,
  safety: 'hello',
  elsewhere: 8,
  // A target hangs up on whatever is no Login. This one names nobody, and is of a version that none speaks: it opens no session.
  hello: () =>
    bytes(
      request,
      0,
      nobodysVersion,
      nobodysVersion,
      u32(0),
      0x80,
      new Uint8Array(7),
      u32(tag),
      u32(0),
      u32(1),
      u32(1),
      new Uint8Array(16),
    ),
  isWhole: (reply) => reply.length >= header,
  match(reply) {
    if (reply.u8(0) === response && reply.u32(16) === tag && refusals.includes(reply.u8(36)))
      return { protocol: 'iscsi', facts: { refused: reply.u16(36) } }
    return reply.u8(0) === reject && reply.u8(1) === 0x80 && reply.u24(5) === header && reply.u32(16) === 0xffffffff
      ? { protocol: 'iscsi', facts: { rejected: reply.u8(2) } }
      : null
  },
  examples: [
    {
      // tgt 1.0.85
      reply: '#\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0Port\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\x05\0\0\0\0\0\0\0\0\0\0',
      expect: { protocol: 'iscsi', facts: { refused: 0x0205 } },
    },
    {
      // istgt 20111008
      reply: '#\0\0\0\0\0\0\0\x80\0\0\0\0\0\0\0Port\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\x02\x05\0\0\0\0\0\0\0\0\0\0',
      expect: { protocol: 'iscsi', facts: { refused: 0x0205 } },
    },
    {
      // What istgt says to an operation that is reserved.
      reply:
        '?\x80\x04\0\0\0\x000\0\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0_\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\xff\xff\xff\xff\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
      expect: { protocol: 'iscsi', facts: { rejected: 4 } },
    },
  ],
})

import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { confirmIn } from '../families/rdp/negotiation.ts'

/** Kinds of TPDU in the upper half of a byte. */
const [confirm, disconnect] = [0xd, 0x8]
const tpduSize = 0xc0
/** A length, a code, two references and a class or a reason, after four bytes of TPKT. */
const fixedPart = 11

export default defineDetector({
  id: 'iso-tsap',
  transport: 'tcp',
  summary:
    'ISO transport over TCP: controllers and substations (S7, MMS), by what they say to the question of Remote Desktop',
  source: 'RFC 1006 section 6 (TPKT); RFC 905 sections 13.4 (CC) and 13.5 (DR)',
  // Passive, and its port is fragile: on other ports it is known so that nothing more is sent.
  ports: [102],
  specificity: 80,
  safety: 'passive',
  match(reply) {
    const isFrame = reply.u16(0) === 0x0300 && reply.u16(2) === reply.length && reply.u8(4) === reply.length - 5
    const kind = reply.u8(5) >> 4
    if (!isFrame || reply.length < fixedPart || ![confirm, disconnect].includes(kind)) return null
    // To us, who have no reference of our own.
    if (reply.u16(6) !== 0 || confirmIn(reply) !== null) return null
    const negotiates = kind === confirm && reply.u8(fixedPart) === tpduSize
    return { protocol: 'iso-tsap', confidence: 0.7, deviceType: negotiates ? 'controller' : undefined }
  },
  examples: [
    {
      reply: hex('0300000e09d00000000100c0010a'),
      expect: { protocol: 'iso-tsap', deviceType: 'controller' },
    },
    { reply: hex('0300000b06800000000101'), expect: { protocol: 'iso-tsap', deviceType: undefined } },
  ],
})

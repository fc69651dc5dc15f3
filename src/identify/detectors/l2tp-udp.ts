import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import { defineDetector, type Match } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

/** Type, length and sequence bits, version 2. */
const CONTROL = 0xc802
const header = 12
const [MESSAGE_TYPE, RESULT_CODE, FIRMWARE, HOST_NAME, VENDOR_NAME, TUNNEL_ID] = [0, 1, 6, 7, 8, 9] as const
const STOP = 4
const MANDATORY = 0x8000
const mostAttributes = 30

export default defineDetector({
  id: 'l2tp-udp',
  transport: 'udp',
  summary: 'L2TP servers: vendor and host name',
  source: 'RFC 2661 sections 3.1 (header), 4.1 and 4.4 (attributes), 6.4 (StopCCN)',
  ports: [1701],
  specificity: 80,
  safety: 'query',
  payload: 'l2tp',
  match(reply) {
    const length = reply.u16(2)
    const isControl = reply.u16(0) === CONTROL && length >= header && length <= reply.length
    if (!isControl || (length > header && attributesOf(reply).get(MESSAGE_TYPE) === undefined)) return null
    return { protocol: 'l2tp', ...toldBy(reply), confidence: length === header ? 0.7 : 0.9 }
  },
  /** What comes first may be a bare acknowledgement. The tunnel that was offered is closed again. */
  async converse(conversation, match, reply) {
    const offer = attributesOf(reply).size > 0 ? reply : await conversation.read()
    const tunnel = attributesOf(offer).get(TUNNEL_ID)
    if (tunnel !== undefined && tunnel.length === 2) await conversation.ask(stop(tunnel.u16(0)))
    return offer.u16(0) === CONTROL ? { ...match, ...toldBy(offer), confidence: 0.9 } : match
  },
  examples: [
    {
      // xl2tpd 1.3.18.
      reply: hex(
        'c8020063df9100000000000180080000000000028008000000020100800a0000000300000003800a000000040000000000080000000606',
        '90800800000007766d00130000000878656c6572616e63652e636f6d800800000009214e80080000000a0004',
      ),
      expect: {
        protocol: 'l2tp',
        product: 'xl2tpd',
        vendor: 'xelerance.com',
        names: ['vm'],
        facts: { firmware: '0x0690' },
      },
    },
    {
      // xl2tpd without a configured server: an acknowledgement, then "No Authorization".
      reply: hex('c802000cfb1b000000000001'),
      talk: [
        hex(
          'c8020036fb1b00000000000180080000000000048008000000097299801a00000001000200064e6f20417574686f72697a6174696f6e',
        ),
      ],
      expect: { protocol: 'l2tp', facts: { refused: 'No Authorization' } },
    },
  ],
})

/** Values by type, of attributes that are not hidden. */
function attributesOf(reply: Reply): ReadonlyMap<number, Reply> {
  const found = new Map<number, Reply>()
  const end = Math.min(reply.u16(2), reply.length)
  for (let at = header; at + 6 <= end && found.size < mostAttributes; ) {
    const length = reply.u16(at) & 0x3ff
    if (length < 6 || at + length > end) break
    if (reply.u16(at + 2) === 0) found.set(reply.u16(at + 4), reply.part(at + 6, at + length))
    at += length
  }
  return found
}

function toldBy(reply: Reply): Partial<Match> {
  const attributes = attributesOf(reply)
  const vendor = attributes.get(VENDOR_NAME)?.text
  const name = attributes.get(HOST_NAME)?.text
  const firmware = attributes.get(FIRMWARE)?.u16(0).toString(16).padStart(4, '0')
  // Result code, error code, then a text.
  const refused = attributes.get(RESULT_CODE)?.slice(4)
  return {
    vendor,
    product: vendor === 'xelerance.com' ? 'xl2tpd' : undefined,
    names: name === undefined ? [] : [name],
    facts: { firmware: firmware === undefined ? undefined : `0x${firmware}`, refused },
  }
}

/** StopCCN: we are shutting down (result code 6). */
function stop(tunnel: number): Uint8Array {
  const attribute = (type: number, value: number) => bytes(u16(MANDATORY | 8), u16(0), u16(type), u16(value))
  const body = bytes(attribute(MESSAGE_TYPE, STOP), attribute(TUNNEL_ID, 1), attribute(RESULT_CODE, 6))
  const [session, sent, received] = [u16(0), u16(1), u16(1)]
  return bytes(u16(CONTROL), u16(header + body.length), u16(tunnel), session, sent, received, body)
}

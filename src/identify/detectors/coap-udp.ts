import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const RESET = 3
const CONTENT_FORMAT = 12
const LINK_FORMAT = 40
const payloadMarker = 0xff
const header = 4
const tokenLength = 2
const mostOptions = 30
const types = ['confirmable', 'non-confirmable', 'acknowledgement', 'reset']

export default defineDetector({
  id: 'coap-udp',
  transport: 'udp',
  summary: 'CoAP servers, with the resources that they list',
  source: 'RFC 7252 sections 3 and 12.1 (codes), RFC 6690 section 2 (link format)',
  ports: [5683],
  specificity: 60,
  safety: 'hello',
  payload: 'coap',
  elsewhere: 5,
  match(reply) {
    const first = reply.u8(0)
    const [version, type, tokens] = [first >> 6, (first >> 4) & 3, first & 15]
    const code = `${reply.u8(1) >> 5}.${String(reply.u8(1) & 31).padStart(2, '0')}`
    if (version !== 1 || reply.length < header) return null
    // A reset is four bytes without a mark of its own.
    if (type === RESET && reply.length === header && code === '0.00') return { protocol: 'coap', confidence: 0.4 }
    if (tokens !== tokenLength || !/^[245]\.(?:0\d|1[0-5]|2\d|31)$/.test(code)) return null
    const body = bodyOf(reply)
    if (body === null) return null
    const isList = body.format === LINK_FORMAT
    const facts = { answer: code, messageType: types[type], resources: isList ? pathsIn(body.text) : undefined }
    return { protocol: 'coap', facts, confidence: isList || code.startsWith('4') ? 0.9 : 0.4 }
  },
  examples: [
    {
      // The example server of libcoap 4.3.1; its list goes on.
      reply: hex(
        '6245cd6d3a9ac128ff3c2f3e3b7469746c653d2247656e6572616c20496e666f223b63743d302c3c2f74696d653e3b69663d22636c',
        '6f636b223b72743d227469636b73223b7469746c653d22496e7465726e616c20436c6f636b223b63743d30',
      ),
      expect: { protocol: 'coap', facts: { answer: '2.05', resources: ['/', '/time'] } },
    },
  ],
})

/** Content format and text after the options (RFC 7252 section 3.1); null when they are none. */
function bodyOf(reply: Reply): { readonly format: number | null; readonly text: string } | null {
  let format: number | null = null
  let at = header + tokenLength
  for (let i = 0, option = 0; at < reply.length && reply.u8(at) !== payloadMarker; i++) {
    const [delta, afterDelta] = extended(reply, reply.u8(at) >> 4, at + 1)
    const [length, value] = extended(reply, reply.u8(at) & 15, afterDelta)
    if (delta < 0 || length < 0 || value + length > reply.length || i >= mostOptions) return null
    option += delta
    if (option === CONTENT_FORMAT) format = length === 0 ? 0 : length === 1 ? reply.u8(value) : reply.u16(value)
    at = value + length
  }
  return { format, text: reply.slice(at + 1) }
}

/** A nibble of 13 or 14 goes on in one or two bytes; 15 is reserved. */
function extended(reply: Reply, nibble: number, at: number): readonly [value: number, next: number] {
  if (nibble === 13) return [13 + reply.u8(at), at + 1]
  if (nibble === 14) return [269 + reply.u16(at), at + 2]
  return nibble === 15 ? [-1, at] : [nibble, at]
}

function pathsIn(links: string): string[] {
  return links
    .split(',')
    .map((link) => /^<([^>]{1,200})>/.exec(link.trim())?.[1])
    .filter((path) => path !== undefined)
    .slice(0, 50)
}

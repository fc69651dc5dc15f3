import { defineDetector, type Match } from '../detector.ts'
import { hex } from '../families/hex.ts'

const ERROR = 5
/** RFC 1350 section 5, RFC 2347: codes 0 to 8. */
const mostCode = 8

/** How servers word that a file is not there; each has this from its source. */
const wordings: readonly (readonly [RegExp, Match['product']])[] = [
  [/^file .{1,300} not found(?: for [\da-f.:]{2,45})?$/, 'dnsmasq'],
  [/^Could not find file '/, 'SolarWinds TFTP Server'],
]

export default defineDetector({
  id: 'tftp-udp',
  transport: 'udp',
  summary: 'TFTP servers, by the error that a file of a random name is not there',
  source: 'RFC 1350 section 5 (ERROR), RFC 2347; wording of dnsmasq: src/tftp.c',
  ports: [69],
  specificity: 60,
  safety: 'hello',
  payload: 'tftp',
  match(reply) {
    const text = reply.cString(4)
    const isError = reply.u16(0) === ERROR && reply.u16(2) >= 0 && reply.u16(2) <= mostCode
    if (!isError || reply.u8(reply.length - 1) !== 0 || text.length !== reply.length - 5) return null
    if (!/^[\x20-\x7e]*$/.test(text)) return null
    const product = wordings.find(([pattern]) => pattern.test(text))?.[1]
    return { protocol: 'tftp', product, facts: { errorCode: reply.u16(2), error: text } }
  },
  examples: [
    {
      // tftpd-hpa 5.2.
      reply: hex('0005000146696c65206e6f7420666f756e6400'),
      expect: { protocol: 'tftp', facts: { errorCode: 1, error: 'File not found' } },
    },
    {
      reply: '\0\x05\0\x01file /srv/tftp/99e0226667b76b7e3b61e6d31da11131 not found for 127.0.0.1\0',
      expect: { protocol: 'tftp', product: 'dnsmasq' },
    },
  ],
})

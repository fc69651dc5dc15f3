import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import kerberos from '../../knowledge/payloads/kerberos.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { matchKerberosError } from '../families/kerberos-error.ts'
import type { Reply } from '../reply.ts'

const isWhole = (reply: Reply) => reply.u32(0) > 0 && reply.length >= 4 + reply.u32(0)

export default defineDetector({
  id: 'kerberos',
  transport: 'tcp',
  summary: 'Kerberos key distribution centres, over TCP',
  source: 'RFC 4120 sections 5.9.1 and 7.2.2',
  ports: [88],
  specificity: 90,
  safety: 'hello',
  elsewhere: 7,
  hello(context) {
    const request = kerberos.build(context)
    return bytes(u32(request.length), request)
  },
  isWhole,
  match: (reply) => (isWhole(reply) ? matchKerberosError(reply.part(4)) : null),
  examples: [
    {
      reply: hex(
        '00000079',
        '7e773075a003020105a10302011ea411180f32303236313132323136323733345aa50502030126e7a603020106a9131b11504f52545245',
        '4556452e494e56414c4944aa263024a003020102a11d301b1b066b72627467741b11504f525452454556452e494e56414c4944ab0d1b0b',
        '4e554c4c5f434c49454e54',
      ),
      expect: { protocol: 'kerberos', product: 'MIT Kerberos', facts: { error: 6 } },
    },
  ],
})

import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { matchKerberosError } from '../families/kerberos-error.ts'

export default defineDetector({
  id: 'kerberos-udp',
  transport: 'udp',
  summary: 'Kerberos key distribution centres',
  source: 'RFC 4120 section 5.9.1 (KRB-ERROR); texts of MIT krb5 src/kdc/do_as_req.c and Heimdal kdc/kerberos5.c',
  ports: [88],
  specificity: 90,
  safety: 'hello',
  payload: 'kerberos',
  match: matchKerberosError,
  examples: [
    {
      // krb5kdc of MIT Kerberos 1.20.1.
      reply: hex(
        '7e773075a003020105a10302011ea411180f32303236313132323136323733345aa50502030126e7a603020106a9131b11504f52545245',
        '4556452e494e56414c4944aa263024a003020102a11d301b1b066b72627467741b11504f525452454556452e494e56414c4944ab0d1b0b',
        '4e554c4c5f434c49454e54',
      ),
      expect: { protocol: 'kerberos', product: 'MIT Kerberos', facts: { error: 6, time: '20261122162734Z' } },
    },
  ],
})

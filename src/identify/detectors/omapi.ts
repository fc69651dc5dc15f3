import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'omapi',
  transport: 'tcp',
  summary: 'OMAPI, by which ISC DHCP is looked into and changed while it runs',
  source: 'ISC DHCP: omapip/protocol.c (omapi_protocol_send_intro): version 100, header of 24 bytes',
  ports: [7911],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match: (reply) =>
    reply.length === 8 && reply.u32(0) === 100 && reply.u32(4) === 24
      ? { protocol: 'omapi', product: 'ISC DHCP', vendor: 'ISC', cpe: [cpe('a', 'isc', 'dhcp')] }
      : null,
  examples: [{ reply: '\0\0\0d\0\0\0\x18', expect: { protocol: 'omapi', product: 'ISC DHCP' } }],
})

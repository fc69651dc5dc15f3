import { definePayload } from '../payload.ts'
import { hasText, lines } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'ssdp',
  summary: 'searches for UPnP root devices',
  ports: [1900],
  source: 'UPnP Device Architecture 1.1 section 1.3.2 (M-SEARCH; sent to one host, MX kept for devices of version 1.0)',
  harmless: 'a search reads what the device announces to its whole link',
  build: () =>
    lines(
      'M-SEARCH * HTTP/1.1',
      'HOST: 239.255.255.250:1900',
      'MAN: "ssdp:discover"',
      'MX: 1',
      'ST: upnp:rootdevice',
      '',
    ),
  isReply: (reply) => hasText(reply, 'HTTP/1.') || hasText(reply, 'NOTIFY * HTTP/1.'),
})

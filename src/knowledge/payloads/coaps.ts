import { definePayload } from '../payload.ts'
import { dtlsClientHello, isDtlsReply } from './dtls.ts'

export default definePayload({
  protocol: 'coaps',
  summary: 'begins a DTLS handshake, as CoAP over DTLS does',
  ports: [5684],
  source: 'RFC 7252 section 9.1, RFC 6347 section 4.2',
  harmless: 'as dtls: the server answers with a cookie and keeps nothing',
  build: ({ random }) => dtlsClientHello(random),
  isReply: isDtlsReply,
})

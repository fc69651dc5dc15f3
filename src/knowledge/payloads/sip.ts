import { definePayload } from '../payload.ts'
import { hasText, hexText, lines } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'sip',
  summary: 'asks what it can do (OPTIONS)',
  ports: [5060],
  source: 'RFC 3261 section 11 (OPTIONS) and 8.1.1 (mandatory fields), RFC 3581 (rport)',
  harmless: 'OPTIONS calls nobody, registers nobody and names no user',
  build({ random }) {
    const id = hexText(random(8))
    return lines(
      'OPTIONS sip:portreeve.invalid SIP/2.0',
      `Via: SIP/2.0/UDP portreeve.invalid;rport;branch=z9hG4bK${id}`,
      'Max-Forwards: 0',
      `From: <sip:portreeve.invalid>;tag=${id}`,
      'To: <sip:portreeve.invalid>',
      `Call-ID: ${id}@portreeve.invalid`,
      'CSeq: 1 OPTIONS',
      'Contact: <sip:portreeve.invalid>',
      'Accept: application/sdp',
      'Content-Length: 0',
      '',
    )
  },
  isReply: (reply) => hasText(reply, 'SIP/2.0 '),
})

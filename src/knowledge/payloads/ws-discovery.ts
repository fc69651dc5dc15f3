import { definePayload } from '../payload.ts'
import { bytes, hexText, includesText } from '../payload-bytes.ts'

const addressing = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
const discovery = 'http://schemas.xmlsoap.org/ws/2005/04/discovery'

/** Random bytes as a version 4 UUID (RFC 9562 section 5.4). */
function uuid(random: Uint8Array): string {
  const hex = hexText(random.map((byte, i) => (i === 6 ? (byte & 15) | 0x40 : i === 8 ? (byte & 63) | 0x80 : byte)))
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export default definePayload({
  protocol: 'ws-discovery',
  summary: 'searches for devices of any type',
  ports: [3702],
  source: 'Web Services Dynamic Discovery (April 2005) section 5.2, SOAP-over-UDP section 3',
  harmless: 'a probe reads what the device announces to its whole link',
  // The prefixes of the specification's own examples: small parsers, such as that of wsdd2, look for these letters.
  build: ({ random }) =>
    bytes(
      '<?xml version="1.0" encoding="utf-8"?>',
      `<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="${addressing}" xmlns:wsd="${discovery}">`,
      `<soap:Header><wsa:Action>${discovery}/Probe</wsa:Action><wsa:MessageID>urn:uuid:${uuid(random(16))}</wsa:MessageID>`,
      '<wsa:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</wsa:To></soap:Header>',
      '<soap:Body><wsd:Probe/></soap:Body></soap:Envelope>',
    ),
  isReply: (reply) => includesText(reply, 'ProbeMatches') || includesText(reply, 'soap-envelope'),
})

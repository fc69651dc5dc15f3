import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const EXTERNAL_ADDRESS_RESPONSE = 0x80
const results = ['success', 'unsupported version', 'not authorised', 'network failure', 'out of resources', 'unknown']

export default defineDetector({
  id: 'nat-pmp-udp',
  transport: 'udp',
  summary: 'gateways that open ports for whoever asks (NAT-PMP, PCP)',
  source: 'RFC 6886 sections 3.2 and 3.5; RFC 6887 section 7.2 (header of PCP) and 9',
  ports: [5351],
  specificity: 75,
  safety: 'hello',
  payload: 'nat-pmp',
  match(reply) {
    const [version, operation] = [reply.u8(0), reply.u8(1)]
    const [result, epochSeconds] = [reply.u16(2), reply.u32(4)]
    if (version === 0 && operation === EXTERNAL_ADDRESS_RESPONSE && results[result] !== undefined) {
      if (reply.length !== 12 && reply.length !== 8) return null
      const address = result === 0 ? [8, 9, 10, 11].map((at) => reply.u8(at)).join('.') : undefined
      const facts = { answer: results[result], epochSeconds, externalAddress: address }
      return { protocol: 'nat-pmp', deviceType: 'router', facts }
    }
    const isPcp = version === 2 && operation >= 0x80 && reply.u8(3) === 1 && reply.length >= 24
    return isPcp ? { protocol: 'pcp', deviceType: 'router', facts: { answer: results[1] } } : null
  },
  examples: [
    {
      // As RFC 6886 section 3.2 draws it.
      reply: hex('0080000000015180c6336407'),
      expect: {
        protocol: 'nat-pmp',
        deviceType: 'router',
        facts: { answer: 'success', epochSeconds: 86_400, externalAddress: '198.51.100.7' },
      },
    },
    {
      // A server of PCP alone (RFC 6887 section 9).
      reply: hex('028000010000000000001518000000000000000000000000'),
      expect: { protocol: 'pcp' },
    },
  ],
})

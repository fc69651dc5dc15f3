import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import openvpn from '../../knowledge/payloads/openvpn.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import udp from './openvpn-udp.ts'

export default defineDetector({
  id: 'openvpn',
  transport: 'tcp',
  summary: 'OpenVPN over TCP, without tls-auth or tls-crypt, which would keep it silent',
  source: 'OpenVPN wire protocol (openvpn-rfc), packet format: over TCP a length in 16 bits comes before each packet',
  ports: [1194],
  specificity: 85,
  safety: 'hello',
  elsewhere: 5,
  hello(context) {
    const reset = openvpn.build(context)
    return bytes(u16(reset.length), reset)
  },
  isWhole: (reply) => reply.length >= 2 && reply.length >= 2 + reply.u16(0),
  match(reply) {
    const first = reply.part(2, 2 + Math.max(0, reply.u16(0)))
    return first.length === reply.u16(0) ? udp.match(first) : null
  },
  examples: [
    {
      // OpenVPN 2.6.14.
      reply: hex('001a404213775abccc06710100000000010203040506070800000000'),
      expect: { protocol: 'openvpn', product: 'OpenVPN', facts: { tlsAuth: false } },
    },
  ],
})

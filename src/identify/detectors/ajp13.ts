import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'ajp13',
  transport: 'tcp',
  summary: 'the Apache JServ protocol, by which web servers reach Tomcat and others',
  source: 'Apache Tomcat Connectors, AJP Protocol Reference v1.3: CPing and CPong',
  ports: [8009],
  specificity: 90,
  safety: 'hello',
  elsewhere: 5,
  /** CPing: magic 0x1234, length 1, type 10. */
  hello: () => Uint8Array.of(0x12, 0x34, 0x00, 0x01, 0x0a),
  isWhole: (reply) => reply.length >= 5,
  /** CPong: "AB", length 1, type 9. */
  match: (reply) =>
    reply.length === 5 && reply.startsWith('AB\0\x01\x09') ? { protocol: 'ajp13', confidence: 1 } : null,
  examples: [{ reply: 'AB\0\x01\x09', expect: { protocol: 'ajp13' } }],
})

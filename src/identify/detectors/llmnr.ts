import { isIPv4 } from 'node:net'
import { bytes, dnsQuestion, u16 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { dnsMessage, dnsName } from '../families/dns-message.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const PTR = 12
const IN = 1
const isWhole = (reply: Reply) => reply.length >= 2 && reply.length >= 2 + reply.u16(0)

export default defineDetector({
  id: 'llmnr',
  transport: 'tcp',
  summary: 'link-local name resolution: the name of the host',
  source: 'RFC 4795 sections 2.1, 2.1.1 and 2.4 (the host is asked for its own address over TCP)',
  ports: [5355],
  specificity: 70,
  safety: 'hello',
  hello(context) {
    const { host } = context
    const name = isIPv4(host) ? `${host.split('.').reverse().join('.')}.in-addr.arpa` : host
    const message = dnsQuestion({ id: context.random(2), flags: 0 }, name, PTR, IN)
    return bytes(u16(message.length), message)
  },
  isWhole,
  match(reply) {
    if (!isWhole(reply)) return null
    const inner = reply.part(2, 2 + reply.u16(0))
    const message = dnsMessage(inner)
    const isOwnAddress = message?.question?.type === PTR && message.question.name.endsWith('.in-addr.arpa')
    if (message === null || !isOwnAddress || message.recursion) return null
    const answer = message.records.find(({ type }) => type === PTR)
    const name = answer === undefined ? undefined : dnsName(inner, answer.start)?.name
    return name === undefined ? null : { protocol: 'llmnr', names: [name] }
  },
  examples: [
    {
      // As RFC 4795 section 2.1.1 lays it out.
      reply: hex(
        '003a2a2a800000010001000000000139013201300331393207696e2d61646472046172706100000c0001c00c000c00010000001e0006047063303100',
      ),
      expect: { protocol: 'llmnr', names: ['pc01'] },
    },
  ],
})

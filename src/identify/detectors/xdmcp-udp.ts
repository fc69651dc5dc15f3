import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const VERSION = 1
const WILLING = 5
const UNWILLING = 6

export default defineDetector({
  id: 'xdmcp-udp',
  transport: 'udp',
  summary: 'X display managers: host name, and whether they offer log-ins in the clear',
  source: 'X Display Manager Control Protocol 1.1, packets Willing and Unwilling',
  ports: [177],
  specificity: 85,
  safety: 'hello',
  payload: 'xdmcp',
  match(reply) {
    const opcode = reply.u16(2)
    const isWhole = reply.u16(0) === VERSION && reply.u16(4) + 6 === reply.length
    if (!isWhole || (opcode !== WILLING && opcode !== UNWILLING)) return null
    const texts = textsOf(reply)
    // Willing names a way of authentication first.
    const [hostname, status] = opcode === WILLING ? texts.slice(1) : texts
    if (hostname === undefined || status === undefined) return null
    return { protocol: 'xdmcp', names: [hostname], facts: { willing: opcode === WILLING, status } }
  },
  examples: [
    {
      // xdm 1.1.11.
      reply: hex('00010005001900000002766d001157696c6c696e6720746f206d616e616765'),
      expect: { protocol: 'xdmcp', names: ['vm'], facts: { willing: true, status: 'Willing to manage' } },
    },
  ],
})

/** Each with its length in two bytes before it. */
function textsOf(reply: Reply): readonly string[] {
  const texts: string[] = []
  for (let at = 6; texts.length < 3 && at + 2 + reply.u16(at) <= reply.length && reply.u16(at) >= 0; ) {
    texts.push(reply.slice(at + 2, at + 2 + reply.u16(at)))
    at += 2 + reply.u16(at)
  }
  return texts
}

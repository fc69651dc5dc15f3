import { lines } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const answer = linear(String.raw`^ ?\d{1,5} ?, ?\d{1,5} ?: ?(ERROR|USERID) ?: ?([^\r\n]{1,200})\r?\n?$`)

export default defineDetector({
  id: 'ident',
  transport: 'tcp',
  summary: 'ident: whose a connection is',
  source: 'RFC 1413 sections 3 and 6',
  ports: [113],
  specificity: 75,
  safety: 'hello',
  // Ports that no connection has, so that nobody's name is told.
  hello: () => lines('0 , 0'),
  isWhole: (reply) => reply.text.endsWith('\n'),
  match(reply) {
    const groups = answer.exec(reply.text)
    if (groups === null || (groups[1] === 'ERROR' && !/^[A-Z-]{4,40}$/.test(groups[2]!.trim()))) return null
    return { protocol: 'ident', facts: { answer: `${groups[1]} ${groups[2]!.trim()}` } }
  },
  examples: [
    { reply: '0,0:ERROR:INVALID-PORT\r\n', expect: { protocol: 'ident', facts: { answer: 'ERROR INVALID-PORT' } } },
    { reply: '0 , 0 : ERROR : UNKNOWN-ERROR\r\n', expect: { protocol: 'ident' } },
    { reply: '0, 0 : USERID : UNIX : somebody\r\n', expect: { protocol: 'ident' } },
  ],
})

import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

/** Remarks of a registry stand behind %, # or ; and say of themselves what they are. */
const remark = linear(String.raw`^(?:[%#;]{1,2}[ \t]*\r?\n)?[%#;]{1,2}[ \t]+\S`)
const says = linear('whois|registry|registrar|RPSL|%ERROR:1\\d\\d:', 'i')
/** An empty question has error 106 in the database of RIPE and those that run its software. */
const ripe = linear('^%ERROR:10[0-9]: ', 'm')

export default defineDetector({
  id: 'whois',
  transport: 'tcp',
  summary: 'registries of domains and addresses',
  source: 'RFC 3912 section 2; RIPE Database documentation, access errors (ERROR:101 to 109)',
  ports: [43],
  specificity: 20,
  safety: 'query',
  // A question for nothing: no data of anybody is looked up.
  hello: () => Buffer.from('\r\n'),
  match(reply) {
    const isRemarks = remark.test(reply.slice(0, 400)) && says.test(reply.slice(0, 2_000))
    if (!isRemarks || reply.startsWith('%rwhois')) return null
    return { protocol: 'whois', ...softwareOf(reply) }
  },
  examples: [
    {
      reply:
        '% This is the RIPE Database query service.\n% The objects are in RPSL format.\n%\n\n%ERROR:106: no search key specified\n%\n% No search key specified\n\n',
      expect: { protocol: 'whois', product: 'RIPE Database' },
    },
    {
      reply: '#\n# ARIN WHOIS data and services are subject to the Terms of Use\n#\n\nNo match found for .\n',
      expect: { protocol: 'whois', confidence: 0.6 },
    },
  ],
})

function softwareOf(reply: Reply): Partial<Match> {
  return ripe.test(reply.slice(0, 2_000)) ? { product: 'RIPE Database' } : { confidence: 0.6 }
}

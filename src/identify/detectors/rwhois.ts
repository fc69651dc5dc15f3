import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** Versions, capabilities as bits, host, and who made it. */
const greeting = linear(
  String.raw`^%rwhois V-(\d[\d.]{0,10})(?:,V-[\d.,V-]{1,40})?(?::([\da-f]{1,8}:[\da-f]{1,8}))? ([\w.-]{1,253})(?: \(by ([^)\r\n]{1,80}?)(?: V-(\d[\d.]{0,20}))?\))?`,
)

export default defineDetector({
  id: 'rwhois',
  transport: 'tcp',
  summary: 'referral WHOIS of providers',
  source: 'RFC 2167 (%rwhois, the banner); rwhoisd',
  ports: [4321],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    const [isGreeting, protocolVersion, , host, vendor, version] = greeting.exec(reply.slice(0, 500)) ?? []
    if (isGreeting === undefined) return null
    return {
      protocol: 'rwhois',
      product: vendor === undefined ? undefined : 'rwhoisd',
      vendor,
      version,
      names: host?.includes('.') === true ? [host] : [],
      facts: { protocolVersion },
    }
  },
  examples: [
    {
      reply: '%rwhois V-1.5:003fff:00 rwhois.example.net (by Network Solutions, Inc. V-1.5.9.6)\r\n',
      expect: {
        protocol: 'rwhois',
        version: '1.5.9.6',
        names: ['rwhois.example.net'],
        facts: { protocolVersion: '1.5' },
      },
    },
  ],
})

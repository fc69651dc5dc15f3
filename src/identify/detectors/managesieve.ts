import { defineDetector } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { upgrade } from '../families/mail.ts'
import { mailboxBanners, systemIn } from '../families/mail-banners.ts'
import type { Reply } from '../reply.ts'

export default defineDetector({
  id: 'managesieve',
  transport: 'tcp',
  summary: 'mail filter scripts (ManageSieve)',
  source: 'RFC 5804 sections 1.7 and 2.2',
  ports: [4190, 2000],
  specificity: 85,
  safety: 'query',
  greets: true,
  match(reply) {
    const implementation = capability(reply, 'IMPLEMENTATION')
    if (implementation === undefined || !reply.startsWith('"')) return null
    return {
      protocol: 'managesieve',
      os: systemIn(implementation),
      ...productIn(mailboxBanners, implementation),
      facts: {
        implementation,
        startTls: reply.includes('"STARTTLS"'),
        auth: capability(reply, 'SASL')?.split(' ').filter(Boolean),
        protocolVersion: capability(reply, 'VERSION'),
      },
    }
  },
  async converse(conversation, match) {
    const verb = match.facts?.startTls === true ? 'STARTTLS\r\n' : null
    await upgrade(conversation, { protocol: 'managesieve', verb, yes: 'OK', goodbye: 'LOGOUT\r\n' })
    return match
  },
  examples: [
    {
      reply:
        '"IMPLEMENTATION" "Dovecot (Debian) Pigeonhole"\r\n"SIEVE" "fileinto reject envelope vacation"\r\n"NOTIFY" "mailto"\r\n"SASL" "PLAIN"\r\n"STARTTLS"\r\n"VERSION" "1.0"\r\nOK "Dovecot (Debian) ready."\r\n',
      talk: ['OK "Begin TLS negotiation now."\r\n'],
      expect: { protocol: 'managesieve', product: 'Dovecot', os: 'Debian', facts: { startTls: true, auth: ['PLAIN'] } },
    },
  ],
})

/** Lines of two quoted words: a name and its value. */
function capability(reply: Reply, name: string): string | undefined {
  const head = `"${name}" "`
  const line = reply.lines.find((each) => each.startsWith(head) && each.endsWith('"'))
  return line?.slice(head.length, -1)
}

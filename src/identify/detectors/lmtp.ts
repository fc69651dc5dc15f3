import { defineDetector } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { isWholeAnswer, offersIn, upgrade } from '../families/mail.ts'
import { mailboxBanners, systemIn } from '../families/mail-banners.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^220 ([\w.-]+) (?:.*\bLMTP\b|Dovecot (?:\(\w+\) )?ready)`)

export default defineDetector({
  id: 'lmtp',
  transport: 'tcp',
  summary: 'local mail delivery',
  source: 'RFC 2033; Dovecot: src/lmtp',
  ports: [24],
  specificity: 72,
  safety: 'query',
  greets: true,
  match(reply) {
    const groups = greeting.exec(reply.line(0))
    if (groups === null) return null
    return { protocol: 'lmtp', os: systemIn(reply.line(0)), ...productIn(mailboxBanners, reply.line(0)) }
  },
  async converse(conversation, match) {
    const reply = await conversation.ask('LHLO portreeve.invalid\r\n', isWholeAnswer)
    if (!reply.startsWith('250')) return match
    const extensions = offersIn(reply)
    const startTls = extensions.includes('STARTTLS')
    const verb = startTls ? 'STARTTLS\r\n' : null
    await upgrade(conversation, { protocol: 'lmtp', verb, yes: '220', goodbye: 'QUIT\r\n' })
    return { ...match, facts: { startTls, extensions } }
  },
  examples: [
    {
      reply: '220 vm Dovecot (Debian) ready.\r\n',
      talk: [
        '250-vm\r\n250-8BITMIME\r\n250-CHUNKING\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250 STARTTLS\r\n',
        '220 2.0.0 Begin TLS negotiation now.\r\n',
      ],
      expect: { protocol: 'lmtp', product: 'Dovecot', os: 'Debian', facts: { startTls: true } },
    },
  ],
})

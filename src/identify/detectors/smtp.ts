import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const greeting = linear(String.raw`^220[ -]([\w.-]+)?.*?(?:ESMTP|SMTP)`, 'i')

const products = [
  { pattern: linear(String.raw`ESMTP Exim ([\w.]+)`), product: 'Exim', vendor: 'exim' },
  { pattern: linear(String.raw`ESMTP Postfix(?: \((\w+)\))?`), product: 'Postfix', vendor: 'postfix' },
  { pattern: linear(String.raw`Sendmail ([\d.]+)`), product: 'Sendmail', vendor: 'sendmail' },
  { pattern: linear(String.raw`ESMTP OpenSMTPD`), product: 'OpenSMTPD', vendor: 'openbsd' },
] as const

export default defineDetector({
  id: 'smtp',
  transport: 'tcp',
  summary: 'mail servers',
  source: 'RFC 5321 sections 4.2 and 4.3; RFC 3207',
  ports: [25, 587, 2525],
  tlsPorts: [465],
  specificity: 70,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const groups = greeting.exec(reply.line(0))
    if (groups === null) return null
    return { protocol: 'smtp', names: groups[1] === undefined ? [] : [groups[1]], ...productIn(reply.line(0)) }
  },
  /** EHLO says what it can; nothing is sent or logged in. */
  async converse(conversation, match) {
    const offers = await conversation.ask('EHLO portreeve.invalid\r\n', isWholeAnswer)
    if (!offers.startsWith('250')) return match
    const words = offers.lines.map((line) => line.slice(4).trim())
    const offersTls = words.includes('STARTTLS')
    const auth = words
      .find((word) => /^AUTH[ =]/.test(word))
      ?.slice(5)
      .split(' ')
    if (offersTls && (await conversation.ask('STARTTLS\r\n', isWholeAnswer)).startsWith('220'))
      await conversation.startTls('smtp')
    else await conversation.ask('QUIT\r\n', isWholeAnswer)
    return { ...match, facts: { ...match.facts, startTls: offersTls || undefined, auth } }
  },
  examples: [
    {
      reply: '220 mail.example ESMTP Exim 4.96 Sun, 22 Nov 2026 10:00:00 +0000\r\n',
      talk: [
        '250-mail.example Hello\r\n250-SIZE 52428800\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n',
        '454 TLS not available\r\n',
      ],
      expect: {
        protocol: 'smtp',
        product: 'Exim',
        version: '4.96',
        names: ['mail.example'],
        facts: { startTls: true, auth: ['PLAIN', 'LOGIN'] },
      },
    },
    { reply: '220 mx.example ESMTP Postfix (Debian/GNU)\r\n', expect: { protocol: 'smtp', product: 'Postfix' } },
  ],
})

function productIn(line: string): Partial<Match> {
  for (const { pattern, product, vendor } of products) {
    const groups = pattern.exec(line)
    if (groups === null) continue
    const version = /^\d/.test(groups[1] ?? '') ? groups[1] : undefined
    return { product, version, cpe: [cpe('a', vendor, product, version)] }
  }
  return {}
}

/** The last line of an answer has a space after its code (RFC 5321 section 4.2.1). */
function isWholeAnswer(reply: Reply): boolean {
  return /(?:^|\n)\d{3} [^\n]*\n$/.test(reply.text)
}

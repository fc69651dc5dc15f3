import type { Conversation } from '../conversation.ts'
import { defineDetector } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { authIn, isWholeAnswer, offersIn, upgrade } from '../families/mail.ts'
import { smtpBanners, systemIn } from '../families/mail-banners.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const greeting = linear(String.raw`^(?:220|421|554)[ -](?:([\w-]+(?:\.[\w-]+)*) )?.*SMTP`, 'i')

/** What those who keep their name to themselves say to HELP, which lists commands only. */
const helps = [
  { pattern: linear('qmail home page'), product: 'qmail' },
  { pattern: linear(String.raw`^214[ -]2\.0\.0 This is sendmail(?: version ([\w.]+))?`, 'm'), product: 'Sendmail' },
  { pattern: linear('^214-Commands supported:', 'm'), product: 'Exim', cpe: ['exim', 'exim'] },
  { pattern: linear('^214[ -]This is OpenSMTPD|^214[ -]2.0.0 This is OpenSMTPD', 'm'), product: 'OpenSMTPD' },
  {
    pattern: linear('^502 5.5.2 Error: command not recognized|^500 5.5.2 Error: command not', 'm'),
    product: 'Postfix',
  },
] as const

/** Waits for the rest of a greeting: each as long as for an answer, 1.5 s and more. */
const mostReads = 5

export default defineDetector({
  id: 'smtp',
  transport: 'tcp',
  summary: 'mail servers',
  source: 'RFC 5321 sections 4.2 and 4.3; RFC 3207; RFC 4954; greetings of the daemons named',
  ports: [25, 587, 2525],
  tlsPorts: [465],
  specificity: 70,
  safety: 'query',
  greets: 'slowly',
  // postscreen(8), BEFORE-220 TESTS; Exim: smtp_enforce_sync.
  punishesEarlyTalk: true,
  match(reply) {
    const text = reply.slice(0, 4_000)
    const groups = greeting.exec(reply.line(0)) ?? greeting.exec(reply.line(1))
    if (groups === null) return null
    return {
      protocol: 'smtp',
      names: groups[1]?.includes('.') === true ? [groups[1]] : [],
      os: systemIn(text),
      ...productIn(smtpBanners, text),
    }
  },
  /** EHLO says what it can; nothing is sent or logged in. */
  async converse(conversation, match, first) {
    if (!(await isGreeted(conversation, first))) return match
    const reply = await conversation.ask('EHLO portreeve.invalid\r\n', isWholeAnswer)
    if (!reply.startsWith('250')) return match
    const offers = offersIn(reply)
    const named =
      match.product === undefined
        ? productIn(helps, (await conversation.ask('HELP\r\n', isWholeAnswer)).slice(0, 2_000))
        : {}
    const startTls = offers.some((offer) => offer.toUpperCase() === 'STARTTLS')
    await upgrade(conversation, {
      protocol: 'smtp',
      verb: startTls ? 'STARTTLS\r\n' : null,
      yes: '220',
      goodbye: 'QUIT\r\n',
    })
    return { ...match, ...named, facts: { ...match.facts, startTls, auth: authIn(offers), extensions: offers } }
  },
  examples: [
    {
      reply: '220 mail.example ESMTP Exim 4.96 Sun, 22 Nov 2026 16:31:25 +0000\r\n',
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
    {
      reply: '220 mx.example ESMTP Postfix (Debian/GNU)\r\n',
      expect: { protocol: 'smtp', product: 'Postfix', os: 'Debian' },
    },
    {
      reply:
        '220 vm ESMTP Sendmail 8.17.1.9/8.17.1.9/Debian-2; Sun, 22 Nov 2026 16:31:25 GMT; (No UCE/UBE) logging access\r\n',
      expect: { protocol: 'smtp', product: 'Sendmail', version: '8.17.1.9', os: 'Debian' },
    },
    {
      reply: '220 mx.example Microsoft ESMTP MAIL Service ready at Sun, 22 Nov 2026 17:00:00 +0000\r\n',
      expect: { protocol: 'smtp', vendor: 'Microsoft', os: 'Windows' },
    },
    {
      reply: '220 mail.example ESMTP\r\n',
      talk: [
        '250-mail.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n',
        '214 netqmail home page: http://qmail.org/netqmail\r\n',
        '221 bye\r\n',
      ],
      expect: { protocol: 'smtp', product: 'qmail', facts: { startTls: false } },
    },
  ],
})

/** Who speaks before the greeting has ended is taken for a spammer (Postfix: postscreen_greet_wait, 6 s). */
async function isGreeted(conversation: Conversation, first: Reply): Promise<boolean> {
  let said = first
  for (let reads = 0; reads < mostReads && !isWholeAnswer(said); reads++) {
    const more = await conversation.read()
    if (!more.isEmpty) said = more
  }
  return isWholeAnswer(said)
}

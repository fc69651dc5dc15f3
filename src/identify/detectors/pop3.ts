import { defineDetector } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { upgrade } from '../families/mail.ts'
import { mailboxBanners, systemIn } from '../families/mail-banners.ts'
import { linear } from '../pattern.ts'

/** The time stamp of APOP names the host. */
const stamp = linear(String.raw`<[^<>@\s]{1,100}@([\w.-]{1,100})>`)

export default defineDetector({
  id: 'pop3',
  transport: 'tcp',
  summary: 'mailboxes by POP3',
  source: 'RFC 1939 section 4; RFC 2449 section 5 (CAPA); RFC 2595 section 4 (STLS)',
  ports: [110],
  tlsPorts: [995],
  specificity: 65,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const first = reply.line(0)
    if (!/^\+OK(?: |$)/.test(first)) return null
    const host = stamp.exec(first)?.[1]
    const product = productIn(mailboxBanners, first)
    const isSaid = host !== undefined || product.product !== undefined || /pop|ready|hello/i.test(first)
    return {
      protocol: 'pop3',
      confidence: isSaid ? undefined : 0.4,
      os: systemIn(first),
      names: host?.includes('.') === true ? [host] : [],
      ...product,
      facts: { apop: host !== undefined },
    }
  },
  async converse(conversation, match) {
    const reply = await conversation.ask('CAPA\r\n', ({ text }) => text.endsWith('\n.\r\n') || text.startsWith('-'))
    const capabilities = reply.startsWith('+OK') ? reply.lines.slice(1, -2) : []
    const startTls = capabilities.includes('STLS')
    const verb = startTls ? 'STLS\r\n' : null
    await upgrade(conversation, { protocol: 'pop3', verb, yes: '+OK', goodbye: 'QUIT\r\n' })
    const named = capabilities.find((line) => line.startsWith('IMPLEMENTATION '))?.slice(15)
    return {
      ...match,
      ...(match.product === undefined && named !== undefined && productIn(mailboxBanners, named)),
      facts: {
        ...match.facts,
        startTls,
        auth: capabilities
          .find((line) => line.startsWith('SASL '))
          ?.slice(5)
          .split(' '),
        implementation: named,
      },
    }
  },
  examples: [
    {
      reply: '+OK Dovecot (Debian) ready.\r\n',
      talk: [
        '+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nPIPELINING\r\nAUTH-RESP-CODE\r\nSTLS\r\nUSER\r\nSASL PLAIN\r\n.\r\n',
        '+OK Begin TLS negotiation now.\r\n',
      ],
      expect: {
        protocol: 'pop3',
        product: 'Dovecot',
        os: 'Debian',
        facts: { startTls: true, auth: ['PLAIN'], apop: false },
      },
    },
    {
      reply:
        '+OK mail.example Cyrus POP3 3.6.1-Debian-3.6.1-4+deb12u5 server ready <14120319.1732295000@mail.example>\r\n',
      expect: {
        protocol: 'pop3',
        product: 'Cyrus IMAP',
        version: '3.6.1',
        names: ['mail.example'],
        facts: { apop: true },
      },
    },
    { reply: '+OK Hello there.\r\n', expect: { protocol: 'pop3', product: 'Courier POP3' } },
  ],
})

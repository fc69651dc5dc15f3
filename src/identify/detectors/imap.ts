import type { Conversation } from '../conversation.ts'
import { defineDetector, type Match } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { upgrade } from '../families/mail.ts'
import { mailboxBanners, systemIn } from '../families/mail-banners.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const capability = linear(String.raw`CAPABILITY ([^\]\r\n]{1,1000})`)
/** A pair of the list that ID gives (RFC 2971 section 3.2). */
const pair = (name: string) => linear(`"${name}" "([^"]{1,100})"`, 'i')
const idName = pair('name')
const idVersion = pair('version')
const idVendor = pair('vendor')
const idOs = pair('os')
const idOsVersion = pair('os-version')

export default defineDetector({
  id: 'imap',
  transport: 'tcp',
  summary: 'mailboxes by IMAP',
  source: 'RFC 9051 sections 7.1 and 7.2.2; RFC 2971 (ID)',
  ports: [143],
  tlsPorts: [993],
  specificity: 75,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const first = reply.line(0)
    if (!/^\* (?:OK|PREAUTH|BYE)[ \r]/.test(first)) return null
    const product = productIn(mailboxBanners, first)
    const isSaid = product.product !== undefined || /imap|capability/i.test(first)
    return {
      protocol: 'imap',
      confidence: isSaid ? undefined : 0.4,
      os: systemIn(first),
      ...product,
      facts: { authRequired: first.startsWith('* PREAUTH') ? false : undefined },
    }
  },
  async converse(conversation, match, greeting) {
    const said = capability.test(greeting.line(0)) ? greeting : await ask(conversation, 'a1 CAPABILITY')
    const capabilities = capability.exec(said.text)?.[1]?.trim().split(' ') ?? []
    const named = capabilities.includes('ID') ? identity(await ask(conversation, 'a2 ID NIL')) : {}
    const startTls = capabilities.includes('STARTTLS')
    const verb = startTls ? 'a3 STARTTLS\r\n' : null
    await upgrade(conversation, { protocol: 'imap', verb, yes: 'a3 OK', goodbye: 'a4 LOGOUT\r\n' })
    const auth = capabilities.filter((each) => each.startsWith('AUTH=')).map((each) => each.slice(5))
    return {
      ...match,
      ...named,
      facts: {
        ...match.facts,
        startTls,
        auth: auth.length > 0 ? auth : undefined,
        loginDisabled: capabilities.includes('LOGINDISABLED') || undefined,
        capabilities: capabilities.length > 0 ? capabilities : undefined,
      },
    }
  },
  examples: [
    {
      reply:
        '* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot (Debian) ready.\r\n',
      talk: ['* ID ("name" "Dovecot")\r\na2 OK ID completed.\r\n', 'a3 OK Begin TLS negotiation now.\r\n'],
      expect: { protocol: 'imap', product: 'Dovecot', os: 'Debian', facts: { startTls: true, auth: ['PLAIN'] } },
    },
    {
      reply:
        '* OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE] mail.example Cyrus IMAP 3.6.1-Debian-3.6.1-4+deb12u5 server ready\r\n',
      talk: [
        '* ID ("name" "Cyrus IMAPD" "version" "3.6.1-Debian-3.6.1-4+deb12u5" "vendor" "Project Cyrus")\r\na2 OK Completed\r\n',
        '* BYE LOGOUT received\r\na4 OK Completed\r\n',
      ],
      expect: { protocol: 'imap', product: 'Cyrus IMAP', version: '3.6.1', facts: { startTls: false } },
    },
    {
      reply: '* OK The Microsoft Exchange IMAP4 service is ready.\r\n',
      expect: { protocol: 'imap', product: 'Microsoft Exchange', os: 'Windows' },
    },
  ],
})

function ask(conversation: Conversation, question: string): Promise<Reply> {
  const tag = `${question.slice(0, 2)} `
  return conversation.ask(
    `${question}\r\n`,
    ({ lines }) => lines.some((line) => line.startsWith(tag)) && lines.at(-1) === '',
  )
}

/** What it says of itself; a product that the greeting did not name is taken in its own words. */
function identity({ text }: Reply): Partial<Match> {
  const name = idName.exec(text)?.[1]
  if (name === undefined) return {}
  const version = idVersion.exec(text)?.[1]
  const known = productIn(mailboxBanners, `${name} ${version ?? ''}`)
  const os = [idOs.exec(text)?.[1], idOsVersion.exec(text)?.[1]].filter(Boolean).join(' ')
  return {
    product: name,
    ...known,
    ...((known.version ?? version) !== undefined && { version: known.version ?? version }),
    ...(idVendor.test(text) && known.vendor === undefined && { vendor: idVendor.exec(text)![1] }),
    ...(os !== '' && { os }),
  }
}

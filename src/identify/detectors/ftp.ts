import type { Conversation } from '../conversation.ts'
import { defineDetector, type Match } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { ftpBanners } from '../families/ftp-banners.ts'
import { isWholeAnswer, upgrade } from '../families/mail.ts'
import { linear } from '../pattern.ts'

const says = linear(String.raw`^(?:220|120|421)[ -].*\bs?ftp|^(?:220|120)[ -].*ftpd`, 'im')
const anyGreeting = linear('^220[ -]')
/** Verbs of mail before anything else: `220 host ESMTP`. */
const mail = linear('smtp|mail', 'i')
const hostname = linear(String.raw`^220[ -]([a-z0-9-]+(?:\.[a-z0-9-]+)+) FTP`, 'i')

/** What vsftpd says, and hangs up, where its configuration is wrong. */
const oops = '500 OOPS: '

export default defineDetector({
  id: 'ftp',
  transport: 'tcp',
  summary: 'file transfer servers',
  source: 'RFC 959 section 4.2; RFC 2389 section 3 (FEAT); RFC 4217 section 4 (AUTH TLS); banners of the daemons named',
  ports: [21, 2121],
  tlsPorts: [990],
  specificity: 60,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const isRefused = reply.startsWith(oops)
    if (!isRefused && !/^(?:220|120|421)[ -]/.test(reply.slice(0, 4))) return null
    const greeting = reply.slice(0, 4_000)
    if (isRefused) return { protocol: 'ftp', ...productIn(ftpBanners, greeting), facts: { refused: true } }
    const product = productIn(ftpBanners, greeting)
    if (product.product === undefined && !says.test(greeting)) return vague(greeting)
    const name = hostname.exec(greeting)?.[1]
    return { protocol: 'ftp', ...product, names: name === undefined ? [] : [name] }
  },
  /** What it can do, which it says to anybody; neither USER nor PASS. */
  async converse(conversation, match) {
    if (match.facts?.refused === true) return match
    const reply = await conversation.ask('FEAT\r\n', isWholeAnswer)
    const features = reply.lines.filter((line) => line.startsWith(' ')).map((line) => line.trim())
    if (match.facts?.vague === true && !/^(?:211|530)/.test(reply.slice(0, 3))) return asMail(conversation)
    const offersTls = features.some((feature) => /^AUTH\b.*\bTLS|^AUTH SSL/i.test(feature))
    const asks = offersTls || features.length === 0
    const isUp = await upgrade(conversation, {
      protocol: 'ftp',
      verb: asks ? 'AUTH TLS\r\n' : null,
      yes: '234',
      goodbye: 'QUIT\r\n',
    })
    return {
      ...match,
      confidence: undefined,
      facts: { startTls: offersTls || isUp, features: features.length > 0 ? features : undefined },
    }
  },
  examples: [
    {
      reply: '220 (vsFTPd 3.0.3)\r\n',
      talk: [
        '211-Features:\r\n AUTH TLS\r\n EPRT\r\n EPSV\r\n MDTM\r\n PASV\r\n PBSZ\r\n PROT\r\n REST STREAM\r\n SIZE\r\n TVFS\r\n211 End\r\n',
        '234 Proceed with negotiation.\r\n',
      ],
      expect: {
        protocol: 'ftp',
        product: 'vsftpd',
        version: '3.0.3',
        cpe: ['cpe:2.3:a:vsftpd_project:vsftpd:3.0.3:*:*:*:*:*:*:*'],
        facts: { startTls: true },
      },
    },
    {
      reply: "500 OOPS: vsftpd: cannot locate user specified in 'ftp_username':ftp\r\n",
      expect: { protocol: 'ftp', product: 'vsftpd', facts: { refused: true } },
    },
    {
      reply: '220 Microsoft FTP Service\r\n',
      expect: { protocol: 'ftp', product: 'Microsoft FTP Service', os: 'Windows' },
    },
    {
      reply: '220-FileZilla Server 1.8.2\r\n220 Please visit https://filezilla-project.org/\r\n',
      expect: { protocol: 'ftp', version: '1.8.2' },
    },
    { reply: '220 nas.example FTP server ready.\r\n', expect: { protocol: 'ftp', names: ['nas.example'] } },
    {
      reply: '220 Welcome\r\n',
      talk: ['530 Please login first\r\n', '500 What?\r\n', '221 Bye\r\n'],
      expect: { protocol: 'ftp', facts: { startTls: false } },
    },
    {
      reply: '220 Welcome home\r\n',
      talk: ['502 Command not recognized\r\n', '250-home greets you\r\n250 SIZE\r\n', '221 Bye\r\n'],
      expect: { protocol: 'smtp', confidence: undefined },
    },
    {
      reply: '220 Ready\r\n',
      talk: ['500 ?\r\n', '500 ?\r\n', '500 ?\r\n', '200 Fine\r\n', '221 Bye\r\n'],
      expect: { protocol: 'ftp', confidence: undefined },
    },
    {
      reply: '220 Ready\r\n',
      talk: ['500 ?\r\n', '500 ?\r\n', '500 ?\r\n', '500 ?\r\n', '221 Bye\r\n'],
      expect: { protocol: 'ftp', confidence: 0.3 },
    },
  ],
})

/** `220` alone may be mail as well: the answer to FEAT tells. */
function vague(greeting: string): Match | null {
  if (!anyGreeting.test(greeting) || mail.test(greeting)) return null
  return { protocol: 'ftp', confidence: 0.5, facts: { vague: true } }
}

/** Who knows no FEAT may be mail, or an old server of files: that one alone says 200 to NOOP (RFC 959 section 5.4). */
async function asMail(conversation: Conversation): Promise<Match> {
  const says = async (verb: string, code: string) =>
    (await conversation.ask(`${verb}\r\n`, isWholeAnswer)).startsWith(code)
  const isSmtp = await says('EHLO portreeve.invalid', '250')
  const isLmtp = !isSmtp && (await says('LHLO portreeve.invalid', '250'))
  const isFtp = !isSmtp && !isLmtp && (await says('NOOP', '200'))
  await conversation.ask('QUIT\r\n', isWholeAnswer)
  const protocol = isSmtp ? 'smtp' : isLmtp ? 'lmtp' : 'ftp'
  return { protocol, confidence: isSmtp || isLmtp || isFtp ? undefined : 0.3 }
}

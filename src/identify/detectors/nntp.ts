import { defineDetector } from '../detector.ts'
import { type Banner, productIn } from '../families/banner.ts'
import { upgrade } from '../families/mail.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^(?:200|201|400|502|503) [^\r\n]{0,400}\r?\n`)
const says = linear('nntp|nnrp|usenet|news|posting|posts? (?:ok|allowed|prohibited)', 'i')
const hostname = linear(String.raw`^20[01] ([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+) `, 'i')
const implementation = linear(String.raw`^IMPLEMENTATION ([^\r\n]{1,100})`, 'm')

const banners: readonly Banner[] = [
  { pattern: linear(String.raw`\bINN (\d[\w.-]{0,30})`), product: 'INN', vendor: 'ISC', cpe: ['isc', 'inn'] },
  { pattern: linear('InterNetNews'), product: 'INN', vendor: 'ISC', cpe: ['isc', 'inn'] },
  {
    pattern: linear(String.raw`\bLeafnode\b(?: NNTP daemon,? version (\d[\w.-]{0,30}))?`, 'i'),
    product: 'Leafnode',
    cpe: ['leafnode', 'leafnode'],
  },
  {
    pattern: linear(String.raw`\bNNTP Service \d[\d.]{0,20} Version: (\d[\d.]{0,20})`),
    product: 'Microsoft NNTP Service',
    vendor: 'Microsoft',
    os: 'Windows',
  },
  { pattern: linear(String.raw`Cyrus NNTP v?(\d[\w.+-]{0,30})`), product: 'Cyrus NNTP', cpe: ['cyrus', 'imap'] },
]

export default defineDetector({
  id: 'nntp',
  transport: 'tcp',
  summary: 'news servers',
  source: 'RFC 3977 sections 5.1 and 5.2 (greeting, CAPABILITIES); RFC 4642 (STARTTLS); greetings of the daemons named',
  ports: [119, 433],
  tlsPorts: [563],
  specificity: 65,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const line = greeting.exec(reply.slice(0, 500))?.[0]
    if (line === undefined) return null
    const product = productIn(banners, line)
    const name = hostname.exec(line)?.[1]
    const names = name === undefined ? [] : [name]
    if (product.product !== undefined || says.test(line))
      return { protocol: 'nntp', ...product, names, facts: { posting: postingIn(line) } }
    // Others greet with these numbers as well: what it can do will tell.
    return line.startsWith('20') ? { protocol: 'nntp', names, confidence: 0.5, facts: { vague: true } } : null
  },
  /** What it can, which it says before any log-in; no group is asked for. */
  async converse(conversation, match) {
    const answer = await conversation.ask('CAPABILITIES\r\n', ({ text }) =>
      /\r\n\.\r\n$|^[2-5]\d\d [^\n]*\n$/.test(text),
    )
    const isTold = answer.startsWith('101')
    if (match.facts?.vague === true && !isTold) return { ...match, confidence: 0.3, facts: {} }
    const capabilities = isTold ? answer.lines.slice(1).filter((line) => /^[A-Z]/.test(line)) : undefined
    const startTls = capabilities?.includes('STARTTLS') ?? false
    const program = implementation.exec(answer.text)?.[1]
    await upgrade(conversation, {
      protocol: 'nntp',
      verb: startTls ? 'STARTTLS\r\n' : null,
      yes: '382',
      goodbye: 'QUIT\r\n',
    })
    return {
      ...match,
      ...(program !== undefined && { product: program, ...productIn(banners, program) }),
      confidence: undefined,
      facts: { posting: match.facts?.posting, startTls, capabilities },
    }
  },
  examples: [
    {
      reply:
        '503 Leafnode must have a unique fully-qualified domain name. Have its administrator fix the configuration. More detail is in the logs.\r\n\nLeafnode must have a fully-qualified and globally unique domain name,\nnot just "zoo.test".\n',
      expect: { protocol: 'nntp', product: 'Leafnode' },
    },
    {
      reply: '200 server.example.net InterNetNews NNRP server INN 2.7.1 ready (posting ok)\r\n',
      talk: [
        '101 Capability list:\r\nVERSION 2\r\nIMPLEMENTATION INN 2.7.1\r\nAUTHINFO SASL\r\nPOST\r\nREADER\r\nSTARTTLS\r\nXPAT\r\n.\r\n',
        '580 Error initializing TLS\r\n',
        '205 Bye!\r\n',
      ],
      expect: {
        protocol: 'nntp',
        product: 'INN',
        version: '2.7.1',
        names: ['server.example.net'],
        facts: { posting: true, startTls: true },
      },
    },
    // RFC 3977 section 5.2.3, with a greeting that says nothing.
    {
      reply: '200 Hello\r\n',
      talk: ['101 Capability list:\r\nVERSION 2\r\nREADER\r\nIMPLEMENTATION INN 2.4\r\n.\r\n', '205 Bye\r\n'],
      expect: { protocol: 'nntp', product: 'INN', version: '2.4', facts: { startTls: false } },
    },
    {
      reply: '200 NNTP Service 6.0.3790.3959 Version: 6.0.3790.3959 Posting Allowed \r\n',
      expect: { protocol: 'nntp', version: '6.0.3790.3959', os: 'Windows', facts: { posting: true } },
    },
  ],
})

/** 201 says that nobody may post (RFC 3977 section 5.1.1). */
function postingIn(line: string): boolean | undefined {
  return line.startsWith('200') ? true : line.startsWith('201') ? false : undefined
}

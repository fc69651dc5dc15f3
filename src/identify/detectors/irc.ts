import { lines } from '../../knowledge/payload-bytes.ts'
import type { Conversation } from '../conversation.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'

const message = linear(String.raw`^(?::([\w.-]{1,63}) )?(?:NOTICE (?:AUTH|Auth|\*)|CAP \* LS|451 \*|020 \*) [^\r\n]*:`)
const error = linear(String.raw`^ERROR :(?:Closing [Ll]ink|"Oops, HTTP request received\? This is IRC!)`)
const capabilities = linear(String.raw`CAP \* LS (?:\* )?:([^\r\n]{0,1000})`)

/** Makers' own capabilities are named by their domain (IRCv3, capability negotiation); what else only they say. */
const products = [
  { words: ['inspircd.org/', '[Client exited]'], product: 'InspIRCd', vendor: 'inspircd' },
  { words: ['unrealircd.org/'], product: 'UnrealIRCd', vendor: 'unrealircd' },
  { words: ['solanum.chat/'], product: 'Solanum', vendor: 'solanum' },
  { words: ['oragono.io/', 'ergo.chat/'], product: 'Ergo', vendor: 'ergo' },
  { words: ['BitlBee'], product: 'BitlBee', vendor: 'bitlbee' },
  { words: ['This is IRC!"', '451 * :Connection not registered'], product: 'ngIRCd', vendor: 'barton' },
] as const

export default defineDetector({
  id: 'irc',
  transport: 'tcp',
  summary: 'IRC servers',
  source:
    'RFC 2812 section 5; IRCv3: capability negotiation, tls; ngIRCd: src/ngircd/irc.c, parse.c; InspIRCd: src/users.cpp',
  ports: [6667, 6660, 6661, 6662, 6663, 6664, 6665, 6666, 6668, 6669, 7000, 194],
  tlsPorts: [6697, 994],
  specificity: 70,
  safety: 'query',
  // InspIRCd bans after ten connections in an hour (connectban), UnrealIRCd throttles after three in a minute (connect-flood).
  mostConnections: 2,
  hello: () => lines('CAP LS 302'),
  isWhole: (reply) => capabilities.test(reply.text),
  match(reply) {
    const groups = message.exec(reply.text)
    if (groups === null && !error.test(reply.text)) return null
    const name = groups?.[1]
    return { protocol: 'irc', names: name?.includes('.') === true ? [name] : [], ...productIn(reply.text) }
  },
  /** Nobody is named, so nobody comes in: what a server says to strangers is enough. */
  async converse(conversation, match, reply) {
    const offered = reply.includes('CAP * LS') ? reply : await conversation.ask('CAP LS 302\r\n')
    const words = capabilities.exec(offered.text)?.[1]?.trim().split(' ', 60)
    const startTls = words?.includes('tls') ?? false
    if (startTls && (await conversation.ask('STARTTLS\r\n')).includes(' 670 ')) await conversation.startTls('irc')
    const last = startTls ? '' : await farewell(conversation)
    const found = match.product === undefined ? productIn(`${offered.text}${last}`) : {}
    return { ...match, ...found, facts: { capabilities: words, startTls: startTls || undefined } }
  },
  examples: [
    {
      reply: ':irc.lab CAP * LS :multi-prefix\r\n',
      talk: [':irc.lab 451 * :Connection not registered\r\n'],
      expect: { protocol: 'irc', product: 'ngIRCd', names: ['irc.lab'], facts: { capabilities: ['multi-prefix'] } },
    },
    {
      after: 'greeting',
      reply: ':irc2.lab NOTICE * :*** Looking up your hostname...\r\n',
      talk: [
        '',
        ':irc2.lab 451 * VERSION :You have not registered.\r\nERROR :Closing link: (408AAAAAA@127.0.0.1) [Client exited]\r\n',
      ],
      expect: { protocol: 'irc', product: 'InspIRCd', names: ['irc2.lab'] },
    },
    {
      after: 'greeting',
      reply: ':irc.zoo.test NOTICE * :BitlBee-IRCd initialized, please go on\r\n',
      expect: { protocol: 'irc', product: 'BitlBee', names: ['irc.zoo.test'] },
    },
    {
      reply: 'ERROR :"Oops, HTTP request received? This is IRC!"\r\n',
      expect: { protocol: 'irc', product: 'ngIRCd' },
    },
  ],
})

async function farewell(conversation: Conversation): Promise<string> {
  return (await conversation.ask('VERSION\r\nQUIT\r\n')).text
}

function productIn(text: string): Partial<Match> {
  const found = products.find(({ words }) => words.some((word) => text.includes(word)))
  if (found === undefined) return {}
  return { product: found.product, cpe: [cpe('a', found.vendor, found.product)] }
}

import type { Conversation } from '../conversation.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { bannerIn } from '../families/telnet/banner.ts'
import { beginsWithCommand, declined, inShort, parseTelnet } from '../families/telnet/negotiation.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const prompt = linear('(?:login|username|user name|user|password|account) ?[:>] ?$', 'i')
/** Rounds of negotiation that anybody needs: offers, answers to our refusals, and what follows from those. */
const mostRounds = 4

/** How BusyBox opens (networking/telnetd.c, iacs_to_send); nobody else asks the client to echo. */
const busybox = 'DO 1,DO 31,WILL 1,WILL 3'
/** How telnetd of GNU Inetutils opens with its encryption built in (telnetd/telnetd.c, getterminaltype). */
const inetutils = 'WILL 37,WILL 38,DO 24,DO 32,DO 35,DO 39,DO 36'

export default defineDetector({
  id: 'telnet',
  transport: 'tcp',
  summary: 'telnet, and other log-ins in plain text',
  source: 'RFC 854; RFC 855; RFC 1143; BusyBox: networking/telnetd.c',
  ports: [23, 2323, 992],
  specificity: 60,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    if (reply.startsWith('HTTP/')) return null
    const { commands, text } = parseTelnet(reply)
    if (beginsWithCommand(reply)) return toldBy(text, inShort(commands))
    const isPrompt = reply.length < 4_096 && prompt.test(text.trimEnd())
    return isPrompt ? { ...toldBy(text, []), confidence: 0.6 } : null
  },
  async converse(conversation, match, reply) {
    const { text, commands } = parseTelnet(reply)
    const more = prompt.test(text.trimEnd()) ? '' : await readBanner(conversation, declined(commands))
    const options = match.facts?.options as string[] | undefined
    return { ...match, ...toldBy(text + more, options ?? []), confidence: match.confidence }
  },
  examples: [
    {
      reply: "\xff\xfb%\xff\xfb&\xff\xfd\x18\xff\xfd \xff\xfd#\xff\xfd'\xff\xfd$",
      talk: [
        '\xff\xfb\x03\xff\xfd\x01\xff\xfd"\xff\xfd\x1f\xff\xfb\x05\xff\xfd!',
        '\xff\xfb\x01\xff\xfd\x06\xff\xfd\0Debian GNU/Linux 12\r\nvm login: ',
      ],
      expect: {
        protocol: 'telnet',
        product: 'GNU Inetutils telnetd',
        os: 'Debian 12',
        names: ['vm'],
        facts: { prompt: 'vm login:' },
      },
    },
    {
      reply: '\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03\r\r\nDebian GNU/Linux 12\r\n\rvm login: ',
      expect: { protocol: 'telnet', product: 'BusyBox telnetd', names: ['vm'] },
    },
    {
      reply: '\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n\r\nUser Access Verification\r\n\r\nPassword: ',
      expect: { protocol: 'telnet', vendor: 'Cisco', os: 'Cisco IOS', deviceType: 'router' },
    },
    {
      reply: '\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\xff\xfb\x01\r\nMikroTik v6.49.10 (long-term)\r\nLogin: ',
      expect: { protocol: 'telnet', product: 'RouterOS', version: '6.49.10', deviceType: 'router' },
    },
    {
      reply: "\xff\xfd%\xff\xfb\x01\xff\xfb\x03\xff\xfd'\xff\xfd\x1f\xff\xfd\0\xff\xfb\0",
      talk: ['Welcome to Microsoft Telnet Service \r\n\n\rlogin: '],
      expect: { protocol: 'telnet', product: 'Microsoft Telnet Service', os: 'Windows' },
    },
    { reply: '\r\nUser name: ', expect: { protocol: 'telnet', confidence: 0.6 } },
  ],
})

/** Declines what is asked for until nothing more is, and keeps the text. */
async function readBanner(conversation: Conversation, first: Uint8Array): Promise<string> {
  let answer = first
  let text = ''
  for (let round = 0; round < mostRounds && answer.length > 0 && !prompt.test(text.trimEnd()); round++) {
    const part = parseTelnet(await conversation.ask(answer, asksForName))
    text += part.text
    answer = declined(part.commands)
  }
  return text
}

function asksForName(reply: Reply): boolean {
  return prompt.test(reply.text.trimEnd())
}

function toldBy(text: string, options: readonly string[]): Match {
  const told = bannerIn(text)
  const lines = text
    .split(/[\r\n]+/, 40)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return {
    protocol: 'telnet',
    ...productBy(options.join(',')),
    ...told,
    facts: {
      options: options.length === 0 ? undefined : [...options],
      banner: lines.slice(0, -1).join('\n') || undefined,
      prompt: lines.at(-1),
    },
  }
}

function productBy(options: string): Partial<Match> {
  if (options === busybox) return { product: 'BusyBox telnetd', cpe: [cpe('a', 'busybox', 'busybox')] }
  return options === inetutils
    ? { product: 'GNU Inetutils telnetd', vendor: 'GNU', cpe: [cpe('a', 'gnu', 'inetutils')] }
    : {}
}

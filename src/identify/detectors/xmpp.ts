import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import type { HelloContext } from '../hello-context.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const streams = 'http://etherx.jabber.org/streams'
const from = linear(String.raw`<stream:stream[^>]{0,400} from=['"]([\w.-]{1,253})['"]`)
const mechanism = linear('<mechanism>([A-Z0-9-]{1,40})</mechanism>')
const startTls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

export default defineDetector({
  id: 'xmpp',
  transport: 'tcp',
  summary: 'XMPP (Jabber), for clients and between servers',
  source: 'RFC 6120 sections 4.2, 4.9 and 5.4; Prosody: modules/mod_c2s.lua, mod_s2s.lua; ejabberd: ejabberd_c2s.erl',
  ports: [5222, 5269],
  tlsPorts: [5223, 5270],
  specificity: 80,
  safety: 'query',
  hello,
  isWhole: isSettled,
  match(reply) {
    if (!reply.startsWith('<') || !reply.slice(0, 1_000).includes(streams)) return null
    const isProsody = reply.includes('does not serve ') || reply.includes('No stream features to proceed with')
    return {
      protocol: 'xmpp',
      names: [from.exec(reply.text)?.[1] ?? ''].filter((name) => /[a-z]/i.test(name)),
      ...(isProsody && { product: 'Prosody', cpe: [cpe('a', 'prosody', 'prosody')] }),
      facts: {
        between: reply.includes('jabber:server') ? 'servers' : 'clients',
        startTls: reply.includes('<starttls') || undefined,
        auth: mechanismsIn(reply),
        error: /<stream:error><([a-z-]{1,40})/.exec(reply.text)?.[1],
      },
    }
  },
  async converse(conversation, match) {
    if (match.facts?.startTls !== true) return match
    const answer = await conversation.ask(startTls, (reply) => reply.includes('>'))
    if (answer.startsWith('<proceed')) await conversation.startTls('xmpp')
    return match
  },
  examples: [
    {
      reply:
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='b6021c85' xml:lang='en' from='127.0.0.1' version='1.0' xmlns:stream='http://etherx.jabber.org/streams'><stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>This server does not serve 127.0.0.1</text></stream:error></stream:stream>",
      expect: { protocol: 'xmpp', product: 'Prosody', facts: { between: 'clients', error: 'host-unknown' } },
    },
    {
      reply:
        "<?xml version='1.0'?><stream:stream id='1' version='1.0' xmlns:stream='http://etherx.jabber.org/streams' from='chat.example' xmlns='jabber:client'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>",
      talk: ["<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
      expect: { protocol: 'xmpp', names: ['chat.example'], facts: { startTls: true, auth: ['PLAIN'] } },
    },
    {
      reply:
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='' xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en'><stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
      expect: { protocol: 'xmpp', facts: { error: 'not-well-formed' } },
    },
  ],
})

function hello({ host, port }: HelloContext): Uint8Array {
  const kind = port === 5269 || port === 5270 ? 'server' : 'client'
  const to = host.replaceAll(/[^\w.:-]/g, '')
  return bytes(
    `<?xml version='1.0'?><stream:stream xmlns='jabber:${kind}' xmlns:stream='${streams}' to='${to}' version='1.0'>`,
  )
}

function isSettled(reply: Reply): boolean {
  return reply.includes('</stream:features>') || reply.includes('</stream:stream>')
}

function mechanismsIn(reply: Reply): string[] | undefined {
  const parts = reply.text.split('<mechanism>', 30).slice(1)
  const found = parts.flatMap((part) => mechanism.exec(`<mechanism>${part}`)?.[1] ?? [])
  return found.length === 0 ? undefined : found
}

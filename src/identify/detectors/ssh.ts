import { createHash } from 'node:crypto'
import { bytes } from '../../knowledge/payload-bytes.ts'
import type { Conversation } from '../conversation.ts'
import { defineDetector, type Match } from '../detector.ts'
import { dropbear } from '../families/ssh/captured.ts'
import { exchangeFor, goodbye } from '../families/ssh/exchange.ts'
import { message, offerIn, payloadOf, stringAt } from '../families/ssh/packets.ts'
import { softwareIn } from '../families/ssh/software.ts'
import { Reply } from '../reply.ts'

const ourName = 'SSH-2.0-Portreeve\r\n'
const identification = /^SSH-(\d\.\d{1,2})-([^ ]*) ?(.*)$/
/** Lines that may come before the identification (RFC 4253 section 4.2). */
const mostLinesBefore = 20

/** What OpenSSH says in place of an identification when it takes no more connections (sshd.c, srclimit.c). */
const refusals = ['Exceeded MaxStartups', 'Not allowed at this time']

export default defineDetector({
  id: 'ssh',
  transport: 'tcp',
  summary: 'SSH servers',
  source: 'RFC 4253 sections 4.2, 7 and 8; RFC 8731; OpenSSH: sshd.c, PROTOCOL',
  ports: [22, 830, 2222, 29418],
  specificity: 90,
  safety: 'query',
  greets: 'slowly',
  // sshd counts connections that end without a log-in (PerSourcePenalties, MaxStartups), and so do its guards.
  mostConnections: 1,
  match(reply) {
    const refusal = refusals.find((text) => reply.startsWith(text))
    if (refusal !== undefined) return { protocol: 'ssh', product: 'OpenSSH', facts: { refusal } }
    const line = reply.lines.slice(0, mostLinesBefore).find((text) => text.startsWith('SSH-'))
    const parts = identification.exec(line ?? '')
    if (parts === null) return null
    const found = softwareIn(parts[2]!, parts[3]!)
    return { protocol: 'ssh', ...found, facts: { ...found.facts, protocolVersion: parts[1], software: parts[2] } }
  },
  async converse(conversation, match, reply) {
    const line = reply.lines.findIndex((text) => text.startsWith('SSH-2') || text.startsWith('SSH-1.99'))
    if (line < 0) return match
    const greeting = afterLine(reply, line)
    const said = isThere(greeting) ? greeting : await readOn(conversation, greeting)
    const init = payloadOf(message.keyExchange, said)
    const offer = init === null ? null : offerIn(init)
    if (offer === null) return match
    const offered: Match = { ...match, facts: { ...match.facts, ...offer } }
    const exchange = exchangeFor(offer, (length) => conversation.random(length))
    if (exchange === null) return offered
    const first = said === greeting ? bytes(ourName, exchange) : exchange
    const answer = await conversation.ask(first, (part) => payloadOf(message.exchangeReply, part) !== null)
    const key = payloadOf(message.exchangeReply, answer)
    await conversation.ask(goodbye(), () => true)
    return key === null ? offered : { ...offered, facts: { ...offered.facts, ...hostKeyIn(key) } }
  },
  examples: [
    {
      reply: dropbear.greeting,
      talk: [dropbear.exchangeReply],
      expect: {
        protocol: 'ssh',
        product: 'Dropbear',
        version: '2022.83',
        facts: {
          hostKeys: ['ecdsa-sha2-nistp256', 'rsa-sha2-256', 'ssh-rsa'],
          ciphers: ['chacha20-poly1305@openssh.com', 'aes128-ctr', 'aes256-ctr'],
          hostKeyType: 'ecdsa-sha2-nistp256',
          hostKeyFingerprint: 'SHA256:3AOcAxJND+wfYBN/SxtZ/IgiHJONdhyioChNcRPyVIE',
        },
      },
    },
    {
      reply: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n',
      expect: {
        protocol: 'ssh',
        product: 'OpenSSH',
        version: '9.2p1',
        os: 'Debian 12',
        cpe: ['cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*', 'cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*'],
        facts: { patchLevel: 'Debian-2+deb12u10', protocolVersion: '2.0' },
      },
    },
    {
      reply: 'SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.6\r\n',
      expect: { protocol: 'ssh', product: 'OpenSSH', os: 'Ubuntu 22.04' },
    },
    {
      reply: 'SSH-2.0-OpenSSH_9.6 FreeBSD-20240701\r\n',
      expect: { protocol: 'ssh', version: '9.6', os: 'FreeBSD' },
    },
    {
      reply: 'SSH-2.0-OpenSSH_for_Windows_9.5\r\n',
      expect: { protocol: 'ssh', product: 'OpenSSH', version: '9.5', os: 'Windows' },
    },
    {
      reply: 'SSH-1.99-Cisco-1.25\n',
      expect: { protocol: 'ssh', vendor: 'Cisco', facts: { protocolVersion: '1.99' } },
    },
    { reply: 'SSH-2.0-ROSSSH\r\n', expect: { protocol: 'ssh', vendor: 'MikroTik', deviceType: 'router' } },
    { reply: 'SSH-2.0-libssh_0.10.6\r\n', expect: { protocol: 'ssh', product: 'libssh', version: '0.10.6' } },
    { reply: 'SSH-2.0-Go\r\n', expect: { protocol: 'ssh', product: 'Go x/crypto/ssh' } },
    { reply: 'SSH-2.0-paramiko_2.12.0\r\n', expect: { protocol: 'ssh', product: 'Paramiko', version: '2.12.0' } },
    { reply: 'SSH-2.0-AsyncSSH_2.10.1\r\n', expect: { protocol: 'ssh', product: 'AsyncSSH', version: '2.10.1' } },
    { reply: 'SSH-2.0-mod_sftp/0.9.9\r\n', expect: { protocol: 'ssh', product: 'ProFTPD mod_sftp' } },
    {
      reply: 'SSH-2.0-8.49 FlowSsh: Bitvise SSH Server (WinSSHD) 8.49\r\n',
      expect: { protocol: 'ssh', product: 'Bitvise SSH Server', version: '8.49', os: 'Windows' },
    },
    { reply: 'Not allowed here.\r\nSSH-2.0-unheard_of\r\n', expect: { protocol: 'ssh' } },
    { reply: 'Exceeded MaxStartups\r\n', expect: { protocol: 'ssh', product: 'OpenSSH' } },
  ],
})

/** The stream after the identification, up to a whole KEXINIT. Many wait for our name before they send theirs. */
async function readOn(conversation: Conversation, before: Reply): Promise<Reply> {
  const all = (part: Reply) => new Reply(bytes(before.bytes, part.bytes))
  return all(await conversation.ask(ourName, (part) => isThere(all(part))))
}

function isThere(stream: Reply): boolean {
  return payloadOf(message.keyExchange, stream) !== null
}

function afterLine(reply: Reply, line: number): Reply {
  let at = 0
  for (let i = 0; i <= line; i++) at = reply.indexOf('\n', at) + 1
  return at === 0 ? Reply.of('') : reply.part(at)
}

/** The public host key and its fingerprint, as `ssh-keygen -l` writes it. Its signature is not checked: nobody is trusted by it. */
function hostKeyIn(payload: Reply): NonNullable<Match['facts']> {
  const key = stringAt(payload, 1)
  const type = key === null ? null : stringAt(key, 0)
  if (key === null || type === null || key.isEmpty) return {}
  const digest = createHash('sha256').update(key.bytes).digest('base64').replace(/=+$/, '')
  return { hostKeyType: type.text, hostKeyFingerprint: `SHA256:${digest}` }
}

import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^>INFO:OpenVPN Management Interface Version (\d{1,3}) `)
const version = linear(String.raw`^OpenVPN Version: OpenVPN (\d[\w.-]{0,30})(?: (\S{1,60}))?`, 'm')
const prompt = 'ENTER PASSWORD:'

export default defineDetector({
  id: 'openvpn-management',
  transport: 'tcp',
  summary: 'management interfaces of OpenVPN',
  source: 'OpenVPN: doc/management-notes.txt; src/openvpn/manage.c (man_prompt, man_output_standalone)',
  ports: [7505],
  specificity: 85,
  safety: 'query',
  greets: true,
  // It has room for one session, and may restart the tunnel when that ends (--management-signal).
  mostConnections: 1,
  match(reply) {
    const openvpn = { protocol: 'openvpn-management', product: 'OpenVPN', vendor: 'OpenVPN' }
    // Consoles ask so as well.
    const isAsking = reply.startsWith(prompt) && /^(?:ENTER PASSWORD:){1,8}\s*$/.test(reply.slice(0, 200))
    if (isAsking) return { ...openvpn, confidence: 0.6, facts: { authRequired: true } }
    const groups = greeting.exec(reply.slice(0, 200))
    if (groups === null) return null
    return { ...openvpn, facts: { authRequired: false, interfaceVersion: Number(groups[1]) } }
  },
  async converse(conversation, match) {
    if (match.facts?.authRequired === true) return match
    const answer = await conversation.ask('version\n', ({ text }) => text.endsWith('END\r\n'))
    const [, number, platform] = version.exec(answer.text) ?? []
    await conversation.ask('quit\n', () => true)
    return {
      ...match,
      version: number,
      cpe: [cpe('a', 'openvpn', 'openvpn', number)],
      facts: { ...match.facts, platform },
    }
  },
  examples: [
    {
      reply:
        ">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n>HOLD:Waiting for hold release:0\r\n",
      talk: [
        'OpenVPN Version: OpenVPN 2.6.14 x86_64-pc-linux-gnu [SSL (OpenSSL)] [LZO] [LZ4] [EPOLL] [PKCS11] [MH/PKTINFO] [AEAD] [DCO]\r\nManagement Version: 5\r\nEND\r\n',
      ],
      expect: {
        protocol: 'openvpn-management',
        version: '2.6.14',
        facts: { authRequired: false, interfaceVersion: 5 },
      },
    },
    {
      reply: 'ENTER PASSWORD:',
      expect: { protocol: 'openvpn-management', product: 'OpenVPN', facts: { authRequired: true } },
    },
  ],
})

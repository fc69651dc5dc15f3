import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const refusal = linear(
  String.raw`^\x01(?:in\.)?(rlogind|rshd|rexecd|rlogin|remshd|krshd)?:? ?(Permission denied|Connection refused|Where are you|Login incorrect)[^\r\n]{0,80}\r?\n`,
)

const protocols: Readonly<Record<string, string>> = { rlogind: 'rlogin', rlogin: 'rlogin', rexecd: 'rexec' }

export default defineDetector({
  id: 'rlogin',
  transport: 'tcp',
  summary: 'rlogin and rsh, which believe addresses',
  source: 'RFC 1282; netkit-rsh: rlogind/rlogind.c, rshd/rshd.c',
  ports: [513],
  specificity: 80,
  safety: 'hello',
  // The NUL that opens the connection, before any user is named; the refusal comes for our port alone.
  hello: () => new Uint8Array(1),
  match(reply) {
    const groups = refusal.exec(reply.text)
    if (groups === null) return null
    return { protocol: protocols[groups[1] ?? ''] ?? 'rsh', facts: { answer: groups[2] } }
  },
  examples: [
    {
      reply: '\x01rlogind: Permission denied.\r\n',
      expect: { protocol: 'rlogin', facts: { answer: 'Permission denied' } },
    },
    { reply: '\x01Permission denied.\n', expect: { protocol: 'rsh' } },
  ],
})

import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** `+`, for ours was received, and a packet: `$`, what it says, `#` and two digits of a checksum. */
const packet = linear(String.raw`^[+-]{0,4}\$([^$#]*)#([0-9a-fA-F]{2})`)
const question = 'qSupported'
/** What only one of them offers. */
const products: Readonly<Record<string, string>> = {
  'QAgent+': 'GNU gdbserver',
  'QThreadSuffixSupported+': 'lldb-server',
}
const feature = /^(?:PacketSize=[0-9a-f]+|[A-Za-z][\w:.-]{1,40}[+-]|[A-Za-z][\w-]{1,40}=\S{0,60})$/

export default defineDetector({
  id: 'gdbserver',
  transport: 'tcp',
  summary: 'GDB’s remote protocol: gdbserver, OpenOCD, QEMU, J-Link',
  source:
    'GDB manual, appendix E: Overview, General Query Packets (qSupported); LLDB: docs, GDB remote protocol extensions',
  ports: [1234, 2331, 2345, 3333],
  specificity: 85,
  safety: 'query',
  // All its ports are fragile, so it is asked by --fragile alone: who connects has halted what is debugged already.
  // Without --multi it ends with its connection.
  mostConnections: 1,
  hello: () => Buffer.from(packetOf(question)),
  isWhole: (reply) => packet.test(reply.slice(0, 8_000)),
  match(reply) {
    const [, content, sum] = packet.exec(reply.slice(0, 8_000)) ?? []
    if (content === undefined || checksum(content) !== sum!.toLowerCase()) return null
    const features = content.split(';', 100).filter((word) => feature.test(word))
    return {
      protocol: 'gdbserver',
      product: features.map((name) => products[name]).find((name) => name !== undefined),
      facts: { features: features.length === 0 ? undefined : features, authRequired: false },
    }
  },
  examples: [
    {
      // gdbserver 13.1, of a longer list.
      reply: packetOf('PacketSize=47ff;QPassSignals+;multiprocess+;QAgent+;swbreak+;hwbreak+;no-resumed+'),
      expect: {
        protocol: 'gdbserver',
        product: 'GNU gdbserver',
        facts: {
          features: [
            'PacketSize=47ff',
            'QPassSignals+',
            'multiprocess+',
            'QAgent+',
            'swbreak+',
            'hwbreak+',
            'no-resumed+',
          ],
        },
      },
    },
    { reply: '$OK#9a', expect: { protocol: 'gdbserver' } },
  ],
})

/** The sum of all characters, modulo 256. */
function checksum(text: string): string {
  const sum = [...Buffer.from(text, 'latin1')].reduce((all, byte) => all + byte, 0)
  return (sum & 0xff).toString(16).padStart(2, '0')
}

function packetOf(content: string): string {
  return `+$${content}#${checksum(content)}`
}

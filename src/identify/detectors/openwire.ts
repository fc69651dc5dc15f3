import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import type { Reply } from '../reply.ts'

const wireFormatInfo = 1
const text = 9

export default defineDetector({
  id: 'openwire',
  transport: 'tcp',
  summary: 'ActiveMQ, which tells its version first',
  source:
    'Apache ActiveMQ: OpenWire Version 2 Specification; activemq-client: WireFormatInfo.java, MarshallingSupport.java',
  ports: [61616, 61617],
  specificity: 90,
  safety: 'passive',
  greets: true,
  isWhole: (reply) => reply.u32(0) >= 0 && reply.length >= 4 + reply.u32(0),
  match(reply) {
    // A length, the type of the command, its magic, and the version of the format.
    if (reply.u8(4) !== wireFormatInfo || !reply.startsWith('ActiveMQ', 5)) return null
    const product = textOf(reply, 'ProviderName')
    const isActiveMq = product === undefined || product === 'ActiveMQ'
    const version = textOf(reply, 'ProviderVersion')
    return {
      protocol: 'openwire',
      product: isActiveMq ? 'Apache ActiveMQ' : product,
      vendor: isActiveMq ? 'Apache' : undefined,
      version,
      cpe: isActiveMq ? [cpe('a', 'apache', 'activemq', version)] : [],
      facts: { formatVersion: reply.u32(13), platform: textOf(reply, 'PlatformDetails') },
    }
  },
  examples: [
    {
      reply:
        "\0\0\x01R\x01ActiveMQ\0\0\0\x0c\x01\0\0\x01@\0\0\0\r\0\x11StackTraceEnabled\x01\x01\0\x0fPlatformDetails\t\0\x04Java\0\x0cCacheEnabled\x01\x01\0\x11TcpNoDelayEnabled\x01\x01\0\x12SizePrefixDisabled\x01\0\0\tCacheSize\x05\0\0\x04\0\0\x0cProviderName\t\0\x08ActiveMQ\0\x14TightEncodingEnabled\x01\x01\0\x0cMaxFrameSize\x06\x7f\xff\xff\xff\xff\xff\xff\xff\0\x15MaxInactivityDuration\x06\0\0\0\0\0\0u0\0 MaxInactivityDurationInitalDelay\x06\0\0\0\0\0\0'\x10\0\x13MaxFrameSizeEnabled\x01\x01\0\x0fProviderVersion\t\0\x065.17.2",
      expect: {
        protocol: 'openwire',
        product: 'Apache ActiveMQ',
        version: '5.17.2',
        facts: { formatVersion: 12, platform: 'Java' },
      },
    },
  ],
})

/** The value of a property that is a text; `ProviderName` and the like are there since 5.11. */
function textOf(reply: Reply, name: string): string | undefined {
  const at = reply.indexOf(name)
  const start = at + name.length
  if (at < 0 || reply.u8(start) !== text) return undefined
  return reply.utf8(start + 3, start + 3 + reply.u16(start + 1)) || undefined
}

import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const magic = 0x1a2b3c4d
const controlMessage = 1
const startRequest = 1
const startReply = 2

export default defineDetector({
  id: 'pptp',
  transport: 'tcp',
  summary: 'PPTP, an old kind of VPN',
  source: 'RFC 2637 sections 2.1 and 2.2 (Start-Control-Connection)',
  ports: [1723],
  specificity: 90,
  safety: 'hello',
  hello: () =>
    bytes(
      u16(156),
      u16(controlMessage),
      u32(magic),
      u16(startRequest),
      u16(0),
      u16(0x0100),
      u16(0),
      u32(3),
      u32(3),
      u16(0),
      u16(0),
      new Uint8Array(128),
    ),
  isWhole: (reply) => reply.length >= 156,
  match(reply) {
    const isReply = reply.u16(2) === controlMessage && reply.u32(4) === magic && reply.u16(8) === startReply
    if (!isReply || reply.length < 16) return null
    const vendor = reply.cString(92) || undefined
    const version = reply.u8(12)
    const name = reply.cString(28)
    return {
      protocol: 'pptp',
      ...makerOf(vendor),
      names: name.includes('.') ? [name] : [],
      facts: {
        protocolVersion: version < 0 ? undefined : `${version}.${reply.u8(13)}`,
        hostName: name || undefined,
        vendorName: vendor,
        firmware: reply.u16(26) > 0 ? reply.u16(26) : undefined,
        result: reply.u8(14),
      },
    }
  },
  examples: [
    {
      reply: bytes(
        [0, 0x9c, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, 2, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1],
        'local',
        new Uint8Array(59),
        'linux',
        new Uint8Array(59),
      ),
      expect: { protocol: 'pptp', os: 'Linux', facts: { hostName: 'local', vendorName: 'linux', firmware: 1 } },
    },
    {
      reply: bytes(
        [0, 0x9c, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, 2, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
        'gw.example',
        new Uint8Array(54),
        'MikroTik',
        new Uint8Array(56),
      ),
      expect: { protocol: 'pptp', product: 'RouterOS', deviceType: 'router', names: ['gw.example'] },
    },
  ],
})

/** Vendor names that the servers write themselves: pptpd says `linux`, Windows `Microsoft`. */
function makerOf(vendor: string | undefined) {
  if (vendor === 'linux') return { product: 'pptpd', os: 'Linux' }
  if (vendor === 'MikroTik') return { product: 'RouterOS', vendor, os: 'RouterOS', deviceType: 'router' }
  return vendor?.startsWith('Microsoft') === true ? { vendor: 'Microsoft', os: 'Windows' } : {}
}

import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const program = 0x20008086
const authList = 66
const methods: Readonly<Record<number, string>> = { 0: 'none', 1: 'SASL', 2: 'polkit' }

export default defineDetector({
  id: 'libvirt',
  transport: 'tcp',
  summary: 'libvirt, which runs virtual machines',
  source: 'libvirt: src/remote/remote_protocol.x (REMOTE_PROC_AUTH_LIST), src/rpc/virnetprotocol.x',
  ports: [16509],
  tlsPorts: [16514],
  specificity: 90,
  safety: 'hello',
  hello: () => bytes(u32(28), u32(program), u32(1), u32(authList), u32(0), u32(0), u32(0)),
  isWhole: (reply) => reply.u32(0) > 0 && reply.length >= reply.u32(0),
  match(reply) {
    const isReply = reply.u32(4) === program && reply.u32(8) === 1 && reply.u32(12) === authList && reply.u32(16) === 1
    if (!isReply || reply.u32(0) < 28 || reply.u32(0) > 4096) return null
    const count = reply.u32(24) === 0 ? Math.min(Math.max(reply.u32(28), 0), 8) : 0
    const auth = Array.from({ length: count }, (_, i) => methods[reply.u32(32 + 4 * i)] ?? 'other')
    return {
      protocol: 'libvirt',
      product: 'libvirt',
      facts: { auth, authRequired: count > 0 ? !auth.includes('none') : undefined },
    }
  },
  examples: [
    {
      reply: bytes(u32(36), u32(program), u32(1), u32(authList), u32(1), u32(0), u32(0), u32(1), u32(0)),
      expect: { protocol: 'libvirt', facts: { auth: ['none'], authRequired: false } },
    },
  ],
})

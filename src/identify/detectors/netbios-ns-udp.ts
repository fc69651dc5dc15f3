import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const NBSTAT = 0x21
/** Header (12), the name as sent (34), type, class, time to live, length. */
const typeAt = 46
const countAt = 56
const entry = 18
const GROUP = 0x8000
const mostNames = 40

/** Suffix of a name, unless it is a group's: [MS-NBTE] section 2.2.3 and the Wins documentation. */
const roles: Readonly<Record<number, string>> = { 0: 'workstation', 3: 'messenger', 32: 'file server' }
const groupRoles: Readonly<Record<number, string>> = { 0: 'workgroup', 28: 'domain controllers', 30: 'elections' }

export default defineDetector({
  id: 'netbios-ns-udp',
  transport: 'udp',
  summary: 'NetBIOS name services: host, workgroup, MAC address',
  source: 'RFC 1002 section 4.2.18 (node status response)',
  ports: [137],
  specificity: 90,
  safety: 'hello',
  payload: 'netbios-ns',
  match(reply) {
    const isResponse = reply.u8(2) >= 0x80 && reply.u16(4) === 0 && reply.u16(6) === 1
    const count = reply.u8(countAt)
    if (!isResponse || reply.u16(typeAt) !== NBSTAT || count < 0 || count > mostNames) return null
    const names = Array.from({ length: count }, (_, i) => {
      const at = countAt + 1 + i * entry
      const isGroup = (reply.u16(at + 16) & GROUP) !== 0
      return { name: reply.slice(at, at + 15).trimEnd(), suffix: reply.u8(at + 15), isGroup }
    })
    const host = names.find(({ suffix, isGroup }) => suffix === 0 && !isGroup)?.name
    const mac = reply.bytes.subarray(countAt + 1 + count * entry, countAt + 7 + count * entry)
    // Samba has no MAC address to tell.
    const isSamba = mac.length === 6 && mac.every((byte) => byte === 0)
    return {
      protocol: 'netbios-ns',
      product: isSamba ? 'Samba nmbd' : undefined,
      names: host === undefined ? [] : [host],
      facts: {
        workgroup: names.find(({ suffix, isGroup }) => suffix === 0 && isGroup)?.name,
        mac: isSamba || mac.length < 6 ? undefined : Buffer.from(mac).toString('hex').match(/../g)?.join(':'),
        roles: [...new Set(names.flatMap(({ suffix, isGroup }) => (isGroup ? groupRoles : roles)[suffix] ?? []))],
      },
    }
  },
  examples: [
    {
      // nmbd of Samba 4.17.
      reply: hex(
        '28238400000000010000000020434b41414141414141414141414141414141414141414141414141414141414100002100010000000000',
        'ad074c4142484f535420202020202020200004004c4142484f535420202020202020200304004c4142484f535420202020202020202004',
        '0001025f5f4d5342524f5753455f5f020184004c414247524f5550202020202020200084004c414247524f5550202020202020201d0400',
        '4c414247524f5550202020202020201e840000000000000000000000000000000000000000000000000000000000000000000000000000',
        '000000000000000000',
      ),
      expect: {
        protocol: 'netbios-ns',
        product: 'Samba nmbd',
        names: ['LABHOST'],
        facts: { workgroup: 'LABGROUP', roles: ['workstation', 'messenger', 'file server', 'workgroup', 'elections'] },
      },
    },
  ],
})

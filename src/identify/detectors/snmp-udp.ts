import { berAt } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { makesPrintersOnly, vendorOf } from '../families/enterprises.ts'
import { hex } from '../families/hex.ts'
import { elementsIn, integerOf } from '../families/snmp-message.ts'
import type { Reply } from '../reply.ts'

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
const NET_SNMP = 8072
/** Engine ids that name their enterprise have the first bit set (RFC 3411 section 5, SnmpEngineID). */
const NAMED = 0x8000_0000
const formats = ['', 'ipv4', 'ipv6', 'mac', 'text', 'octets']

export default defineDetector({
  id: 'snmp-udp',
  transport: 'udp',
  summary: 'SNMP version 3 engines: maker and uptime, without user or community',
  source: 'RFC 3414 sections 2.4 and 4 (discovery), RFC 3411 section 5 (engine id), RFC 3412 section 6',
  ports: [161],
  specificity: 85,
  safety: 'hello',
  payload: 'snmp',
  elsewhere: 3,
  match(reply) {
    const security = securityOf(reply)
    if (security === null) return null
    const [id, boots, time] = security
    const engine = reply.part(id!.start, id!.end)
    const facts = {
      snmpVersion: 3,
      engineId: Buffer.from(engine.bytes).toString('hex'),
      engineBoots: integerOf(reply.bytes, boots!),
      uptimeSeconds: integerOf(reply.bytes, time!),
    }
    return { protocol: 'snmp', ...makerOf(engine), facts: { ...facts, ...identityIn(engine) } }
  },
  examples: [
    {
      // Net-SNMP 5.9.3.
      reply: hex(
        '3071020103301102046cb1755f020300ffe30401000201030421301f041180001f8880f4f3bb176217036b000000000201010201470400',
        '040004003036041180001f8880f4f3bb176217036b000000000400a81f0204572e3ca20201000201003011300f060a2b060106030f0101',
        '0400410101',
      ),
      expect: {
        protocol: 'snmp',
        product: 'Net-SNMP',
        facts: { engineId: '80001f8880f4f3bb176217036b00000000', engineBoots: 1, uptimeSeconds: 71 },
      },
    },
    {
      // A device of enterprise 9 with its MAC address in the engine id, as RFC 3411 section 5 lays it out.
      reply: hex(
        '304d020103300c020101020101040100020103041c301a040b800000090300112233445502010502020e10040004000400301c040b8000',
        '0009030011223344550400a80b0201000201000201003000',
      ),
      expect: {
        protocol: 'snmp',
        vendor: 'Cisco',
        facts: { engineBoots: 5, uptimeSeconds: 3600, mac: '00:11:22:33:44:55' },
      },
    },
  ],
})

/** Engine id, boots and time of a version 3 message whose security model is the user-based one. */
function securityOf(reply: Reply) {
  const message = berAt(reply.bytes, 0)
  if (message?.tag !== SEQUENCE) return null
  const [version, header, parameters] = elementsIn(reply.bytes, message.start, message.end, 3)
  const isVersion3 = version?.tag === INTEGER && integerOf(reply.bytes, version) === 3
  if (!isVersion3 || header?.tag !== SEQUENCE || parameters?.tag !== OCTET_STRING) return null
  const sequence = berAt(reply.bytes, parameters.start)
  if (sequence?.tag !== SEQUENCE || sequence.end > parameters.end) return null
  const parts = elementsIn(reply.bytes, sequence.start, sequence.end, 3)
  const tags = parts.map(({ tag }) => tag).join()
  return tags === [OCTET_STRING, INTEGER, INTEGER].join() ? parts : null
}

function makerOf(engine: Reply): Partial<Match> {
  const first = engine.u32(0)
  const enterprise = first >= NAMED ? first - NAMED : first
  if (enterprise === NET_SNMP) return { product: 'Net-SNMP', cpe: [cpe('a', 'net-snmp', 'net-snmp')] }
  return { vendor: vendorOf(enterprise), deviceType: makesPrintersOnly(enterprise) ? 'printer' : undefined }
}

/** What engine ids of RFC 3411 carry after the enterprise: an address or a text. */
function identityIn(engine: Reply): Match['facts'] {
  if (engine.u32(0) < NAMED) return {}
  const value = engine.bytes.subarray(5)
  switch (formats[engine.u8(4)]) {
    case 'ipv4':
      return { address: value.length === 4 ? value.join('.') : undefined }
    case 'mac':
      return { mac: value.length === 6 ? Buffer.from(value).toString('hex').match(/../g)?.join(':') : undefined }
    case 'text':
      return { engineText: engine.utf8(5) }
    default:
      return {}
  }
}

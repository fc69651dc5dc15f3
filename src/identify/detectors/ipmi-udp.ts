import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector, type Match } from '../detector.ts'
import { vendorOf } from '../families/enterprises.ts'
import { hex } from '../families/hex.ts'

const RMCP = 0x06
const ASF = 6
const IPMI = 7
const ASF_ENTERPRISE = 4542
const PONG = 0x40
const CHANNEL_CAPABILITIES = 0x38
/** Session header of version 1.5 (10), message header (6), completion code. */
const dataAt = 4 + 10 + 7
const authentications = ['none', 'md2', 'md5', '', 'password', 'oem']

/** Get Channel Authentication Capabilities of this channel, for administrators, with the data of version 2.0. */
const capabilitiesRequest = bytes([RMCP, 0, 0xff, IPMI], bytes(0, u32(0), u32(0), 9), [
  0x20,
  0x18,
  0xc8,
  0x81,
  0x00,
  CHANNEL_CAPABILITIES,
  0x8e,
  0x04,
  0xb5,
])

export default defineDetector({
  id: 'ipmi-udp',
  transport: 'udp',
  summary: 'management controllers: maker, versions, and which log-ins they take',
  source: 'DSP0136 (ASF 2.0) section 3.2.4.3, IPMI 2.0 sections 13.6 and 22.13 (asked before any session)',
  ports: [623],
  specificity: 90,
  safety: 'query',
  payload: 'ipmi',
  match(reply) {
    const isPong = reply.u8(0) === RMCP && reply.u8(3) === ASF && reply.u8(8) === PONG && reply.length >= 28
    if (!isPong || reply.u32(4) !== ASF_ENTERPRISE) return null
    const entities = reply.u8(20)
    return {
      protocol: 'ipmi',
      vendor: vendorOf(reply.u32(12)),
      deviceType: 'bmc',
      facts: { ipmi: (entities & 0x80) !== 0 },
    }
  },
  async converse(conversation, match) {
    const reply = await conversation.ask(capabilitiesRequest)
    const isAnswer = reply.u8(3) === IPMI && reply.u8(dataAt - 2) === CHANNEL_CAPABILITIES && reply.u8(dataAt - 1) === 0
    if (!isAnswer || reply.length < dataAt + 8) return match
    return { ...match, ...capabilities([...reply.bytes.subarray(dataAt, dataAt + 8)], match) }
  },
  examples: [
    {
      // ipmi_sim of OpenIPMI 2.0.33.
      reply: hex('0600ff06000011be405d0010000011be000000008100000000000000'),
      talk: [hex('0600ff0700000000000000000010811c6320003800019706030000000007')],
      expect: {
        protocol: 'ipmi',
        deviceType: 'bmc',
        facts: { ipmi: true, versions: ['1.5', '2.0'], authentications: ['none', 'md2', 'md5', 'password'] },
      },
    },
  ],
})

/** Channel, types of authentication, status, extended, maker (three bytes, little-endian), auxiliary. */
function capabilities(data: readonly number[], { vendor, facts }: Match): Partial<Match> {
  const [, types, status, extended, low, middle, high] = data as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const hasExtended = (types & 0x80) !== 0
  return {
    vendor: vendorOf(low | (middle << 8) | (high << 16)) ?? vendor,
    facts: {
      ...facts,
      authentications: authentications.filter((name, i) => name !== '' && (types & (1 << i)) !== 0),
      anonymous: (status & 0x01) !== 0,
      nullUsers: (status & 0x02) !== 0,
      authenticatesEachMessage: (status & 0x10) === 0,
      defaultKey: (status & 0x20) === 0,
      versions: hasExtended ? ['1.5', '2.0'].filter((_, i) => (extended & (1 << i)) !== 0) : ['1.5'],
    },
  }
}

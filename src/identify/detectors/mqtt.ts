import { productIn } from '../banner.ts'
import type { Conversation } from '../conversation.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** CONNECT of MQTT 3.1.1: clean session, keep alive 60 s, no name, no password, an empty client id (section 3.1). */
const connect = Buffer.from('\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0', 'latin1')
const topic = '$SYS/broker/version'
const subscribe = Buffer.from(
  `\x82${String.fromCharCode(topic.length + 5)}\0\x01\0${String.fromCharCode(topic.length)}${topic}\0`,
  'latin1',
)
const disconnect = Uint8Array.of(0xe0, 0)

/** CONNACK return codes (section 3.2.2.3). */
const codes = [
  'accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad credentials',
  'not authorized',
]

const brokers = [
  {
    pattern: linear(String.raw`mosquitto version ([\d.]+)`),
    product: 'Mosquitto',
    vendor: 'Eclipse',
    cpe: ['eclipse', 'mosquitto'],
  },
  { pattern: linear(String.raw`HiveMQ(?: \S+)? ?([\d.]+)?`), product: 'HiveMQ', vendor: 'HiveMQ' },
  { pattern: linear(String.raw`EMQX? ?v?([\d.]+)?`, 'i'), product: 'EMQX', vendor: 'EMQ' },
  { pattern: linear(String.raw`VerneMQ ?([\d.]+)?`, 'i'), product: 'VerneMQ' },
] as const

/** Nobody is named: the answer says whether strangers are let in. Only the broker's own version is read then. */
export default defineDetector({
  id: 'mqtt',
  transport: 'tcp',
  summary: 'MQTT brokers',
  source: 'MQTT 3.1.1 sections 3.1, 3.2 and 3.8; mosquitto(8), Broker status ($SYS/broker/version)',
  ports: [1883, 1884],
  tlsPorts: [8883],
  specificity: 80,
  safety: 'query',
  elsewhere: 3,
  hello: () => connect,
  isWhole: ({ length }) => length >= 4,
  match(reply) {
    const code = reply.u8(3)
    if (reply.u8(0) !== 0x20 || reply.u8(1) !== 2 || reply.u8(2) > 1 || codes[code] === undefined || reply.length > 4)
      return null
    const authRequired = code >= 4 ? true : code === 0 ? false : undefined
    return { protocol: 'mqtt', facts: { authRequired, connack: codes[code] } }
  },
  async converse(conversation, match) {
    if (match.facts?.authRequired !== false) return match
    const said = await versionOf(conversation)
    if (conversation.isOpen) await conversation.ask(disconnect, () => true)
    return said === '' ? match : { ...match, ...productIn(brokers, said), facts: { ...match.facts, says: said } }
  },
  examples: [
    {
      reply: '\x20\x02\0\0',
      talk: ['\x90\x03\0\x01\0\x31\x2d\0\x13$SYS/broker/versionmosquitto version 2.0.11'],
      expect: {
        protocol: 'mqtt',
        product: 'Mosquitto',
        version: '2.0.11',
        cpe: ['cpe:2.3:a:eclipse:mosquitto:2.0.11:*:*:*:*:*:*:*'],
        facts: { authRequired: false },
      },
    },
    { reply: '\x20\x02\0\x05', expect: { protocol: 'mqtt', facts: { authRequired: true, connack: 'not authorized' } } },
  ],
})

/** The retained message of the topic; empty when there is none. */
async function versionOf(conversation: Conversation): Promise<string> {
  const first = await conversation.ask(subscribe)
  const reply = first.includes(topic) || first.isEmpty ? first : await conversation.read()
  const at = reply.indexOf(topic)
  return at < 0 ? '' : reply.slice(at + topic.length, at + topic.length + 60)
}

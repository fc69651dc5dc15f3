import { defineDetector } from '../detector.ts'

/**
 * CONNECT of a level of the protocol that nobody speaks, without a name or password (section 3.1): the server must answer that it
 * does not take it, and end the connection (section 3.1.2.2). One that it took would begin a session, which is a log-in.
 */
const connect = Buffer.from('\x10\x0c\0\x04MQTT\x7f\x02\0\x3c\0\0', 'latin1')

/** CONNACK return codes (section 3.2.2.3). */
const codes = [
  'accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad credentials',
  'not authorized',
]

export default defineDetector({
  id: 'mqtt',
  transport: 'tcp',
  summary: 'MQTT brokers',
  source: 'MQTT 3.1.1 sections 3.1 and 3.2',
  ports: [1883, 1884],
  tlsPorts: [8883],
  specificity: 80,
  safety: 'hello',
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
  examples: [
    { reply: '\x20\x02\0\x01', expect: { protocol: 'mqtt', facts: { connack: 'unacceptable protocol version' } } },
    { reply: '\x20\x02\0\x05', expect: { protocol: 'mqtt', facts: { authRequired: true, connack: 'not authorized' } } },
  ],
})

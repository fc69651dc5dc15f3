import { cpe } from '../cpe.ts'
import { hex } from '../families/hex.ts'
import { defineLogin } from '../login.ts'
import type { Reply } from '../reply.ts'

/** CONNECT of MQTT 3.1.1 (section 3.1): a clean session, a minute of keep-alive, no name, no password, no will. */
const connect = (clientId: string) =>
  `\x10${String.fromCharCode(12 + clientId.length)}\0\x04MQTT\x04\x02\0\x3c\0${String.fromCharCode(clientId.length)}${clientId}`
/** Mosquitto retains its version there (mosquitto(8), "Broker status"). */
const topic = '$SYS/broker/version'
const subscribe = `\x82${String.fromCharCode(5 + topic.length)}\0\x01\0${String.fromCharCode(topic.length)}${topic}\0`
const disconnect = '\xe0\0'

/** CONNACK return codes (section 3.2.2.3) by which a nameless client is turned away. */
const refusals: Readonly<Record<number, string>> = { 4: 'bad credentials', 5: 'not authorized' }

export default defineLogin({
  protocol: 'mqtt',
  summary: 'without a name to MQTT brokers',
  source: 'MQTT 3.1.1 sections 3.1, 3.2, 3.8 and 3.14; mosquitto(8)',
  async attempt(conversation) {
    const id = `portreeve${Buffer.from(conversation.random(4)).toString('hex')}`
    const answer = await conversation.ask(connect(id), ({ length }) => length >= 4)
    const code = answer.startsWith('\x20\x02') ? answer.u8(3) : -1
    const connack = refusals[code]
    if (connack !== undefined) return { facts: { anonymous: false, authRequired: true, connack } }
    if (code !== 0) return null
    const said = await conversation.ask(subscribe, (reply) => reply.includes(topic))
    const version = versionIn(said)
    await conversation.ask(disconnect, () => true)
    return { ...version, facts: { anonymous: true, authRequired: false, connack: 'accepted' } }
  },
  examples: [
    {
      talk: [
        '\x20\x02\0\0',
        // Mosquitto 2.0.11.
        hex(
          '9003000100',
          '312d0013245359532f62726f6b65722f76657273696f6e',
          '6d6f7371756974746f2076657273696f6e20322e302e3131',
        ),
        '',
      ],
      expect: { protocol: 'mqtt', product: 'Mosquitto', version: '2.0.11', facts: { anonymous: true } },
    },
    { talk: ['\x20\x02\0\x05'], expect: { protocol: 'mqtt', facts: { anonymous: false, authRequired: true } } },
  ],
})

function versionIn(reply: Reply) {
  const at = reply.indexOf(topic)
  const version =
    at < 0 ? undefined : /^mosquitto version (\d[\w.]{0,20})/.exec(reply.slice(at + topic.length, at + 80))?.[1]
  if (version === undefined) return {}
  return { product: 'Mosquitto', version, vendor: 'Eclipse', cpe: [cpe('a', 'eclipse', 'mosquitto', version)] }
}

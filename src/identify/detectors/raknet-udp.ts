import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const PONG = 0x1c
/** OFFLINE_MESSAGE_DATA_ID: marks messages outside of a connection. */
const offline = '\0\xff\xff\0\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78'
const offlineAt = 17
const textAt = offlineAt + offline.length

export default defineDetector({
  id: 'raknet-udp',
  transport: 'udp',
  summary: 'RakNet game servers; Minecraft Bedrock tells name, version and players',
  source: 'RakNet MessageIdentifiers.h (ID_UNCONNECTED_PONG); Bedrock protocol documentation, "Unconnected Pong"',
  ports: [19132, 19133],
  specificity: 95,
  safety: 'hello',
  payload: 'raknet',
  match(reply) {
    if (reply.u8(0) !== PONG || !reply.startsWith(offline, offlineAt)) return null
    const length = reply.u16(textAt)
    const text = length < 0 ? '' : reply.utf8(textAt + 2, textAt + 2 + length)
    const [edition, name, , version, players, most, , world, mode] = text.split(';')
    if (edition !== 'MCPE' && edition !== 'MCEE') return { protocol: 'raknet', facts: { text: text || undefined } }
    return {
      protocol: 'raknet',
      product: edition === 'MCPE' ? 'Minecraft Bedrock' : 'Minecraft Education',
      version,
      facts: { name, players: Number(players) || 0, mostPlayers: Number(most) || 0, world, mode },
    }
  },
  examples: [
    {
      // In the layout of the documentation.
      reply: Buffer.concat([
        hex('1c00000000000004d2a1b2c3d4e5f60718'),
        Buffer.from(offline, 'latin1'),
        hex('005a'),
        Buffer.from('MCPE;Dedicated Server;527;1.19.1;0;10;13253860892328930865;Bedrock level;Survival;1;19132;'),
      ]),
      expect: { protocol: 'raknet', product: 'Minecraft Bedrock', version: '1.19.1', facts: { mostPlayers: 10 } },
    },
  ],
})

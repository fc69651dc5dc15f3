import { definePayload } from '../payload.ts'
import { bytes } from '../payload-bytes.ts'

const UNCONNECTED_PING = 0x01
const UNCONNECTED_PONG = 0x1c
/** Marks messages outside of a connection. */
const OFFLINE_ID = [0, 255, 255, 0, 254, 254, 254, 254, 253, 253, 253, 253, 0x12, 0x34, 0x56, 0x78]

export default definePayload({
  protocol: 'raknet',
  summary: 'pings a RakNet game server, such as Minecraft Bedrock',
  ports: [19132, 19133],
  source: 'RakNet MessageIdentifiers.h (ID_UNCONNECTED_PING) and OFFLINE_MESSAGE_DATA_ID in RakPeer.cpp (BSD licence)',
  harmless: 'clients ping every server of their list; nobody joins',
  build: ({ random }) => bytes(UNCONNECTED_PING, new Uint8Array(8), OFFLINE_ID, random(8)),
  isReply: (reply) => reply[0] === UNCONNECTED_PONG && OFFLINE_ID.every((byte, i) => reply[17 + i] === byte),
})

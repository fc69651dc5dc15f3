import { definePayload } from '../payload.ts'
import { bytes, hasText } from '../payload-bytes.ts'

const SINGLE_PACKET = '\xff\xff\xff\xff'

export default definePayload({
  protocol: 'a2s',
  summary: 'asks a game server for its name and map (A2S_INFO)',
  ports: [27015, 27016, 27017, 27018, 27019, 27020],
  source: 'Valve Developer Community, "Server queries", section A2S_INFO',
  harmless: 'game servers announce the same in their public list',
  build: () => bytes(SINGLE_PACKET, 'TSource Engine Query', 0),
  // The information of new or old servers, or a challenge.
  isReply: (reply) => hasText(reply, SINGLE_PACKET) && 'ImA'.includes(String.fromCharCode(reply[4] ?? 0)),
})

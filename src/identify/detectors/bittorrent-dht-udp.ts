import { defineDetector } from '../detector.ts'

/** First two letters of `v` (BEP 5; BEP 20 and the sources of the clients). */
const clients: Readonly<Record<string, string>> = {
  LT: 'libtorrent (Rasterbar)',
  UT: 'µTorrent',
  lt: 'libTorrent (rakshasa)',
  JC: 'Transmission',
  TR: 'Transmission',
  RB: 'Transmission or other (jech/dht)',
  AN: 'ReTorrent',
  ml: 'MLdht',
}

export default defineDetector({
  id: 'bittorrent-dht-udp',
  transport: 'udp',
  summary: 'nodes of the distributed hash table of BitTorrent',
  source: 'BEP 5 (KRPC messages, client version), BEP 43',
  ports: [6881, 51413],
  specificity: 85,
  safety: 'hello',
  payload: 'bittorrent-dht',
  match(reply) {
    const { text } = reply
    const isAnswer = text.includes('1:y1:r') && /\d:rd2:id20:|^d1:rd2:id20:|1:rd2:id20:/.test(text.slice(0, 400))
    const isError = text.includes('1:y1:e') && text.startsWith('d1:el')
    if (!text.startsWith('d') || !text.endsWith('e') || !(isAnswer || isError)) return null
    const version = /1:v4:([A-Za-z]{2})/.exec(text.slice(0, 2_000))?.[1]
    return { protocol: 'bittorrent-dht', product: clients[version ?? ''], facts: { client: version } }
  },
  examples: [
    // The answer to a ping in BEP 5.
    { reply: 'd1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re', expect: { protocol: 'bittorrent-dht' } },
    {
      reply: 'd1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:v4:LT\x01\x021:y1:re',
      expect: { protocol: 'bittorrent-dht', product: 'libtorrent (Rasterbar)' },
    },
  ],
})

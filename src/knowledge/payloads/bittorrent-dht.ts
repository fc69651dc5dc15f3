import { definePayload } from '../payload.ts'
import { bytes, hasText, includesText } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'bittorrent-dht',
  summary: 'pings a node of the distributed hash table, read-only',
  ports: [6881],
  source: 'BEP 5 (ping), BEP 43 (read-only nodes)',
  harmless: "as a read-only node we enter nobody's routing table; no torrent is named",
  build: ({ random }) => bytes('d1:ad2:id20:', random(20), 'e1:q4:ping2:roi1e1:t2:', random(2), '1:y1:qe'),
  isReply: (reply) => hasText(reply, 'd') && (includesText(reply, '1:y1:r') || includesText(reply, '1:y1:e')),
})

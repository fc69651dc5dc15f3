import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const mostVersions = 32
/** IANA registry "QUIC Versions". */
const names: Readonly<Record<number, string>> = { 1: '1', 1798521807: '2', 1889161412: '2 (draft)' }
/** Drafts of version 1 were 0xff000000 plus their number (RFC 9000 section 15). */
const drafts = 0xff00_0000

export default defineDetector({
  id: 'quic-udp',
  transport: 'udp',
  summary: 'QUIC servers (HTTP/3, DNS over QUIC), with the versions that they offer',
  source: 'RFC 8999 section 6 (version negotiation), RFC 9000 section 15 (reserved versions)',
  ports: [443, 853, 8443],
  specificity: 90,
  safety: 'hello',
  payload: 'quic',
  match(reply) {
    const isNegotiation = reply.u8(0) >= 0x80 && reply.u32(1) === 0
    const sourceAt = 6 + reply.u8(5)
    const start = sourceAt + 1 + reply.u8(sourceAt)
    const hasVersions = reply.u8(sourceAt) >= 0 && reply.length > start && (reply.length - start) % 4 === 0
    if (!isNegotiation || !hasVersions) return null
    return { protocol: 'quic', facts: { versions: versionsFrom(reply, start) } }
  },
  examples: [
    {
      // Caddy 2.6.2 (quic-go): a draft of version 2, a reserved one, a draft of version 1.
      reply: hex('d600000000087c5500af8027474908276bb2a2946b18cb00000001709a50c42a8a1adaff00001d'),
      expect: { protocol: 'quic', facts: { versions: ['1', '2 (draft)', '1 (draft 29)'] } },
    },
  ],
})

/** Reserved ones (0x?a?a?a?a) are there to keep clients tolerant. */
function versionsFrom(reply: Reply, start: number): string[] {
  const versions: string[] = []
  for (let at = start; at < reply.length && versions.length < mostVersions; at += 4) {
    const version = reply.u32(at)
    const isReserved = [0, 1, 2, 3].every((i) => (reply.u8(at + i) & 15) === 10)
    if (!isReserved) versions.push(nameOf(version, reply.slice(at, at + 4)))
  }
  return versions
}

function nameOf(version: number, text: string): string {
  if (version > drafts && version < drafts + 0x100) return `1 (draft ${version - drafts})`
  if (/^[QT]0\d\d$/.test(text)) return `Google ${text}`
  return names[version] ?? `0x${version.toString(16).padStart(8, '0')}`
}

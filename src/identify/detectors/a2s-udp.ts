import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const SINGLE_PACKET = '\xff\xff\xff\xff'
const request = bytes(SINGLE_PACKET, 'TSource Engine Query', 0)
const systems: Readonly<Record<string, string>> = { l: 'Linux', w: 'Windows', m: 'macOS', o: 'macOS' }
const kinds: Readonly<Record<string, string>> = { d: 'dedicated', l: 'on a player', p: 'proxy' }

export default defineDetector({
  id: 'a2s-udp',
  transport: 'udp',
  summary: 'game servers of the Source engine and others: game, map, players, version',
  source: 'Valve Developer Community, "Server queries", sections A2S_INFO and challenge',
  ports: [27015, 27016, 27017, 27018, 27019, 27020],
  specificity: 85,
  safety: 'query',
  payload: 'a2s',
  match(reply) {
    if (!reply.startsWith(SINGLE_PACKET)) return null
    if (reply.slice(4, 5) === 'A') return reply.length === 9 ? { protocol: 'a2s' } : null
    return reply.slice(4, 5) === 'I' ? informationIn(reply) : null
  },
  /** Newer servers first want their number back. */
  async converse(conversation, match, reply) {
    if (reply.slice(4, 5) !== 'A') return match
    const answer = await conversation.ask(bytes(request, reply.bytes.subarray(5, 9)))
    return (answer.startsWith(`${SINGLE_PACKET}I`) ? informationIn(answer) : null) ?? match
  },
  examples: [
    {
      // The example of the documentation.
      reply:
        '\xff\xff\xff\xffI\x02game2xs.com Counter-Strike Source #1\0de_dust\0cstrike\0Counter-Strike: Source\0\xf0\0\x05\x10\x04dl\0\x001.0.0.22\0',
      expect: {
        protocol: 'a2s',
        product: 'Counter-Strike: Source',
        version: '1.0.0.22',
        os: 'Linux',
        facts: { map: 'de_dust', players: 5, mostPlayers: 16, authRequired: false },
      },
    },
    { reply: '\xff\xff\xff\xffA\x4b\xa1\xd5\x22', expect: { protocol: 'a2s' } },
  ],
})

/** Four texts, then numbers of one byte each, but for the game's id of two. */
function informationIn(reply: Reply): Match | null {
  const texts: string[] = []
  let at = 6
  for (let i = 0; i < 4; i++) {
    const end = reply.indexOf('\0', at)
    if (end < 0) return null
    texts.push(reply.utf8(at, end))
    at = end + 1
  }
  const [name, map, , game] = texts
  const [kind, system] = [reply.slice(at + 5, at + 6), reply.slice(at + 6, at + 7)]
  const version = reply.cString(at + 9)
  const facts = {
    name,
    map,
    players: reply.u8(at + 2),
    mostPlayers: reply.u8(at + 3),
    bots: reply.u8(at + 4),
    kind: kinds[kind.toLowerCase()],
    authRequired: reply.u8(at + 7) === 1,
  }
  return { protocol: 'a2s', product: game, version, os: systems[system.toLowerCase()], facts }
}

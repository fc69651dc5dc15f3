import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

/** The first release that spoke each protocol (rsync: NEWS.md, "Release dates"). */
const releases: Readonly<Record<number, string>> = {
  26: '2.5.5',
  27: '2.6.0',
  28: '2.6.1',
  29: '2.6.4',
  30: '3.0.0',
  31: '3.1.0',
  32: '3.4.0',
}

export default defineDetector({
  id: 'rsync',
  transport: 'tcp',
  summary: 'rsync daemons',
  source: 'rsync: clientserver.c (exchange_protocols), csprotocol.txt, NEWS.md',
  ports: [873],
  specificity: 90,
  safety: 'query',
  greets: true,
  match(reply) {
    const groups = /^@RSYNCD: (\d{1,3})(?:\.\d{1,3})?((?: [\w-]{1,20}){0,12})\r?\n/.exec(reply.slice(0, 300))
    if (groups === null) return null
    const digests = groups[2]!.trim().split(' ').filter(Boolean)
    return {
      protocol: 'rsync',
      product: 'rsync',
      cpe: [cpe('a', 'samba', 'rsync')],
      facts: {
        protocolVersion: Number(groups[1]),
        atLeast: releases[Number(groups[1])],
        digests: digests.length > 0 ? digests : undefined,
      },
    }
  },
  /** The list of modules that it shows to anybody; none is opened. */
  async converse(conversation, match) {
    // 31: the newest that asks for no list of digests in turn.
    const version = Math.min(31, Number(match.facts?.protocolVersion))
    const list = await conversation.ask(`@RSYNCD: ${version}.0\n#list\n`, ({ text }) =>
      text.includes('@RSYNCD: EXIT\n'),
    )
    if (!list.includes('@RSYNCD: EXIT')) return match
    const modules = list.lines.filter((line) => line.includes('\t')).map((line) => line.split('\t', 1)[0]!.trim())
    return { ...match, facts: { ...match.facts, modules } }
  },
  examples: [
    {
      reply: '@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4\n',
      talk: ['data           \t\nbackup         \tnightly\n@RSYNCD: EXIT\n'],
      expect: {
        protocol: 'rsync',
        product: 'rsync',
        facts: { protocolVersion: 32, atLeast: '3.4.0', modules: ['data', 'backup'] },
      },
    },
    { reply: '@RSYNCD: 29\n', expect: { protocol: 'rsync', facts: { protocolVersion: 29 } } },
  ],
})

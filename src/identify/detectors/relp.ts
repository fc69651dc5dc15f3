import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const answer = linear(String.raw`^1 rsp \d{1,6} (\d{3}) [^\n]{0,100}\nrelp_version=(\d{1,3})\n`)
const software = linear(String.raw`^relp_software=([^,\n]{1,60})(?:,([^,\n]{1,40}))?`, 'm')
const commands = linear(String.raw`^commands=([\w,]{1,100})`, 'm')
const offers = 'relp_version=0\nrelp_software=portreeve\ncommands=syslog'

export default defineDetector({
  id: 'relp',
  transport: 'tcp',
  summary: 'RELP, which takes logs of other hosts',
  source: 'RELP specification (librelp: doc/relp.html), sections Command-Specific Data: open, serverclose',
  ports: [2514, 20_514],
  specificity: 85,
  safety: 'query',
  // The session is opened, and closed again: nothing is logged.
  hello: () => bytes(`1 open ${offers.length} ${offers}\n2 close 0\n`),
  isWhole: (reply) => reply.text.endsWith('serverclose 0\n'),
  match(reply) {
    // What is no frame of RELP ends the session, and is told so.
    if (reply.text === '0 serverclose 0\n') return { protocol: 'relp' }
    const [, status, protocolVersion] = answer.exec(reply.slice(0, 500)) ?? []
    if (status === undefined) return null
    const [, product, version] = software.exec(reply.text) ?? []
    return {
      protocol: 'relp',
      product,
      version,
      cpe: product === 'librelp' ? [cpe('a', 'rsyslog', 'librelp', version)] : [],
      facts: { status, protocolVersion, commands: commands.exec(reply.text)?.[1]?.split(',') },
    }
  },
  examples: [
    {
      reply:
        '1 rsp 93 200 OK\nrelp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog\n2 rsp 0\n0 serverclose 0\n',
      expect: { protocol: 'relp', product: 'librelp', version: '1.11.0', facts: { commands: ['syslog'] } },
    },
    { reply: '0 serverclose 0\n', expect: { protocol: 'relp' } },
  ],
})

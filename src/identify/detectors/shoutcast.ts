import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const statusLine = linear(String.raw`^ICY (\d{3}) `)
const server = linear(
  String.raw`^icy-notice2: ?SHOUTcast (?:Distributed Network Audio Server|DNAS)/(\w{1,20})(?:\([^)\r\n]{1,30}\))? v?(\d[\w.]{0,20})`,
  'im',
)
const stream = linear(String.raw`^icy-name: ?([^\r\n]{1,200})`, 'im')

const systems: Readonly<Record<string, string>> = { linux: 'Linux', posix: 'Unix', win32: 'Windows', win64: 'Windows' }

export default defineDetector({
  id: 'shoutcast',
  transport: 'tcp',
  summary: 'SHOUTcast and others that stream by ICY, to GET of HTTP as well',
  source: 'SHOUTcast DNAS 1.9.8: its headers to a listener (ICY 200 OK, icy-notice2, icy-name)',
  ports: [8000, 8002, 8004],
  specificity: 85,
  safety: 'passive',
  match(reply) {
    const status = statusLine.exec(reply.slice(0, 40))?.[1]
    if (status === undefined) return null
    const head = reply.slice(0, 4_000)
    const [, system, version] = server.exec(head) ?? []
    return {
      protocol: 'shoutcast',
      product: version === undefined ? undefined : 'SHOUTcast DNAS',
      vendor: version === undefined ? undefined : 'Nullsoft',
      version,
      os: system === undefined ? undefined : (systems[system.toLowerCase()] ?? system),
      facts: { status: Number(status), stream: stream.exec(head)?.[1] },
    }
  },
  examples: [
    {
      reply:
        'ICY 200 OK\r\nicy-notice1:<BR>This stream requires <a href="http://www.winamp.com/">Winamp</a><BR>\r\nicy-notice2:SHOUTcast Distributed Network Audio Server/Linux v1.9.8<BR>\r\nicy-name:Made-up FM\r\nicy-genre:Talk\r\ncontent-type:audio/mpeg\r\nicy-pub:1\r\nicy-br:128\r\n\r\n',
      expect: {
        protocol: 'shoutcast',
        product: 'SHOUTcast DNAS',
        version: '1.9.8',
        os: 'Linux',
        facts: { status: 200, stream: 'Made-up FM' },
      },
    },
    {
      reply: 'ICY 404 Resource Not Found\r\nicy-notice2:SHOUTcast DNAS/posix(linux x64) v2.4.7.256<BR>\r\n\r\n',
      expect: { protocol: 'shoutcast', version: '2.4.7.256', facts: { status: 404 } },
    },
  ],
})

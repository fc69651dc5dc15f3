import { lines } from '../../knowledge/payload-bytes.ts'
import { defineDetector, type Match } from '../detector.ts'
import { parseResponse } from '../http/response.ts'
import { linear } from '../pattern.ts'

/** `GStreamer RTSP server`, `VLC/3.0.18`, `Hipcam RealServer/V1.0`, `Rtsp Server/3.0`. */
const software = linear(String.raw`^([A-Za-z][\w .-]{1,60}?)(?:/v?(\d[\w.]{0,30}))?(?: ?\([^)]{0,80}\))?$`, 'i')

export default defineDetector({
  id: 'rtsp',
  transport: 'tcp',
  summary: 'RTSP: cameras and streams',
  source: 'RFC 2326 sections 7 and 10.1; RFC 7826 section 8',
  ports: [554, 5554, 8554, 7070],
  tlsPorts: [322],
  specificity: 85,
  safety: 'hello',
  elsewhere: 7,
  hello: ({ host }) => lines(`OPTIONS rtsp://${host}/ RTSP/1.0`, 'CSeq: 1', 'User-Agent: Portreeve', ''),
  isWhole: (reply) => reply.includes('\r\n\r\n'),
  match(reply) {
    const response = parseResponse(reply, 'RTSP/')
    if (response === null) return null
    const server = response.header('server')
    const methods = response
      .header('public')
      .split(/[\s,]+/)
      .filter((method) => method !== '')
    return {
      protocol: 'rtsp',
      ...productIn(server),
      facts: {
        status: response.status,
        server: server || undefined,
        methods: methods.length === 0 ? undefined : methods,
        authRequired: response.status === 401 || undefined,
        realm: /realm="([^"]{0,100})"/i.exec(response.header('www-authenticate'))?.[1],
      },
    }
  },
  examples: [
    {
      reply:
        'RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY\r\nServer: GStreamer RTSP server\r\n\r\n',
      expect: {
        protocol: 'rtsp',
        product: 'GStreamer RTSP server',
        facts: { methods: ['OPTIONS', 'DESCRIBE', 'SETUP', 'TEARDOWN', 'PLAY'] },
      },
    },
    {
      reply: 'RTSP/1.0 200 OK\r\nServer: VLC/3.0.18\r\nPublic: DESCRIBE,SETUP\r\nContent-Length: 0\r\nCseq: 1\r\n\r\n',
      expect: { protocol: 'rtsp', product: 'VLC', version: '3.0.18' },
    },
    {
      reply: 'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="IP Camera", nonce="0"\r\n\r\n',
      expect: { protocol: 'rtsp', facts: { status: 401, authRequired: true, realm: 'IP Camera' } },
    },
    { reply: 'RTSP/1.0 400 Bad Request\r\n\r\n', expect: { protocol: 'rtsp', facts: { status: 400 } } },
  ],
})

function productIn(server: string): Partial<Match> {
  const [, product, version] = software.exec(server) ?? []
  return { product, version }
}

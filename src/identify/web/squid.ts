import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const named = linear(String.raw`\bsquid(?:/(\d[\w.+~-]{0,30}))?`, 'i')
/** An icon of its own pages: it fetches that from nobody, and lets have it who may use it (src/internal.cc). */
const ownIcon = '/squid-internal-static/icons/SN.png'

export default defineWebProduct({
  id: 'squid',
  summary: 'Squid, a proxy',
  source: 'Squid: src/internal.cc, src/client_side.cc (ERR_INVALID_URL), errors/templates',
  layer: 'server',
  match({ header, headers }) {
    const via = headers('via').find((value) => value.includes('(squid'))
    const groups = named.exec(/^squid/i.test(header('server')) ? header('server') : (via ?? ''))
    if (groups === null) return null
    const version = groups[1]
    // What proxies for browsers cannot be asked without the whole address; what stands before a web server can.
    const isForward = header('x-squid-error').startsWith('ERR_INVALID_URL') || header('proxy-authenticate') !== ''
    return {
      product: 'Squid',
      vendor: 'Squid',
      version,
      cpe: [cpe('a', 'squid-cache', 'squid', version)],
      facts: { proxy: isForward || undefined },
    }
  },
  async ask(get, match) {
    if (match.facts?.proxy !== true) return match
    const status = (await get(ownIcon))?.status
    const openProxy = status === 200 ? true : status === 403 || status === 407 ? false : undefined
    return { ...match, facts: { ...match.facts, openProxy } }
  },
  examples: [
    {
      response:
        'HTTP/1.1 400 Bad Request\r\nServer: squid/5.7\r\nMime-Version: 1.0\r\nX-Squid-Error: ERR_INVALID_URL 0\r\nVia: 1.1 zoo.test (squid/5.7)\r\nConnection: close\r\n\r\n',
      pages: {
        [ownIcon]:
          'HTTP/1.1 200 OK\r\nServer: squid/5.7\r\nContent-Type: image/png\r\nX-Cache: HIT from zoo.test\r\n\r\n',
      },
      expect: { product: 'Squid', version: '5.7', facts: { proxy: true, openProxy: true } },
    },
    {
      response:
        'HTTP/1.1 400 Bad Request\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_INVALID_URL 0\r\nVia: 1.1 zoo.test (squid/5.7)\r\n\r\n',
      pages: {
        [ownIcon]: 'HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n',
      },
      expect: { product: 'Squid', facts: { openProxy: false } },
    },
    {
      response: 'HTTP/1.1 200 OK\r\nServer: nginx\r\nVia: 1.1 sq.example (squid/5.7)\r\n\r\n',
      expect: { product: 'Squid', version: '5.7', facts: {} },
    },
  ],
})

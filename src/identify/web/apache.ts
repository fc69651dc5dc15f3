import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const words = linear(String.raw`^Apache(?:/(\d[\w.-]*)|$| \()`)
/** ServerSignature: the last line of pages that the server makes itself. */
const signature = linear(String.raw`<address>Apache/(\d[\w.-]*) `)

export default defineWebProduct({
  id: 'apache',
  summary: 'Apache HTTP Server',
  source: 'Apache HTTP Server: server/core.c (ServerTokens, ServerSignature)',
  layer: 'server',
  match({ header, body }) {
    const server = header('server')
    const groups = words.exec(server)
    if (groups === null) return null
    const version = groups[1] ?? signature.exec(body)?.[1]
    const modules = server.split(' ').filter((word) => /^\w[\w.-]*\/\d/.test(word) && !word.startsWith('Apache/'))
    return {
      product: 'Apache httpd',
      vendor: 'Apache',
      version,
      cpe: [cpe('a', 'apache', 'http_server', version)],
      facts: { modules: modules.length === 0 ? undefined : modules },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nServer: Apache/2.4.71 (Debian) OpenSSL/3.0.19\r\nLast-Modified: Sun, 22 Nov 2026 16:32:36 GMT\r\nContent-Length: 47\r\nKeep-Alive: timeout=5, max=100\r\nConnection: Keep-Alive\r\n\r\n',
      expect: {
        product: 'Apache httpd',
        version: '2.4.71',
        facts: { modules: ['OpenSSL/3.0.19'] },
      },
    },
    {
      response:
        'HTTP/1.1 404 Not Found\r\nServer: Apache\r\n\r\n<address>Apache/2.2.15 (CentOS) Server at www.example Port 80</address>',
      expect: {
        product: 'Apache httpd',
        version: '2.2.15',
        cpe: ['cpe:2.3:a:apache:http_server:2.2.15:*:*:*:*:*:*:*'],
      },
    },
  ],
})

import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'node-inspector',
  summary: 'debugger of Node.js: runs any code in the program',
  source: 'Node.js: src/inspector_socket.cc and src/inspector_socket_server.cc (/json/version)',
  layer: 'application',
  match: ({ status, body }) =>
    status === 400 && body.startsWith('WebSockets request was expected') ? { product: 'Node.js inspector' } : null,
  async ask(get, match) {
    const browser = (await get('/json/version'))?.json?.Browser
    const version = typeof browser === 'string' ? /^node\.js\/v(\d[\w.]{0,20})/.exec(browser)?.[1] : undefined
    return {
      ...match,
      version,
      cpe: [cpe('a', 'nodejs', 'node.js', version)],
      facts: { authRequired: version === undefined ? undefined : false },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.0 400 Bad Request\r\nContent-Type: text/html; charset=UTF-8\r\n\r\nWebSockets request was expected\r\n',
      pages: {
        '/json/version':
          'HTTP/1.0 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{\n  "Browser": "node.js/v20.20.2",\n  "Protocol-Version": "1.1"\n} ',
      },
      expect: { product: 'Node.js inspector', version: '20.20.2', facts: { authRequired: false } },
    },
  ],
})

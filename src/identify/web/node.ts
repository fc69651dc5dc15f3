import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'node',
  summary: 'HTTP of Node.js, and what is built on it',
  source: 'Node.js: lib/_http_outgoing.js (Keep-Alive: timeout of server.keepAliveTimeout, 5 s, without a maximum)',
  layer: 'server',
  match({ version, header }) {
    const isNode =
      version === 'HTTP/1.1' &&
      header('server') === '' &&
      header('connection') === 'keep-alive' &&
      header('keep-alive') === 'timeout=5' &&
      header('date') !== ''
    return isNode ? { product: 'Node.js', vendor: 'OpenJS Foundation', cpe: [cpe('a', 'nodejs', 'node.js')] } : null
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 16:33:03 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 1\r\n\r\nx',
      expect: { product: 'Node.js' },
    },
  ],
})

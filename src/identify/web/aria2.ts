import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'aria2',
  summary: 'aria2, by its interface for other programs',
  source: 'aria2: src/HttpServerBodyCommand.cc, src/HttpServer.cc (feedResponse)',
  layer: 'application',
  /** All that it says at / is that there is nothing: it has a name when /jsonrpc has answered as it does. */
  match({ status, header }) {
    const isBare = header('server') === '' && header('content-length') === '0' && header('cache-control') === 'no-cache'
    return status === 404 && isBare && header('expires') === header('date') && header('date') !== '' ? {} : null
  },
  async ask(get, match) {
    const response = await get('/jsonrpc')
    const isAria2 = response?.header('content-type') === 'application/json-rpc' && response.json?.jsonrpc === '2.0'
    return isAria2 ? { product: 'aria2', vendor: 'aria2', cpe: [cpe('a', 'aria2_project', 'aria2')] } : match
  },
  examples: [
    {
      response:
        'HTTP/1.1 404 Not Found\r\nDate: Sun, 22 Nov 2026 16:33:15 GMT\r\nContent-Length: 0\r\nExpires: Sun, 22 Nov 2026 16:33:15 GMT\r\nCache-Control: no-cache\r\n\r\n',
      pages: {
        '/jsonrpc':
          'HTTP/1.1 400 Bad Request\r\nDate: Sun, 22 Nov 2026 16:33:59 GMT\r\nContent-Length: 80\r\nContent-Type: application/json-rpc\r\nConnection: close\r\n\r\n{"id":null,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}',
      },
      expect: { product: 'aria2' },
    },
  ],
})

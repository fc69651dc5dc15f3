import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

const clickHouse = {
  product: 'ClickHouse',
  vendor: 'ClickHouse',
  cpe: [cpe('a', 'clickhouse', 'clickhouse')],
}

export default defineWebProduct({
  id: 'clickhouse',
  summary: 'HTTP interface of ClickHouse',
  source:
    'ClickHouse: src/Server/StaticRequestHandler.cpp (Ok.), src/Server/NotFoundHandler.cpp; HTTP interface, /ping',
  layer: 'application',
  match({ body, header, status }) {
    if (header('x-clickhouse-server-display-name') !== '') return clickHouse
    // Others may say this too: it has a name when it has told what it knows beside /.
    return status === 200 && body === 'Ok.\n' ? {} : null
  },
  async ask(get, match) {
    if (match.product !== undefined) return match
    const hint = (await get('/portreeve'))?.body ?? ''
    return hint.includes('clickhouse-client') ? clickHouse : match
  },
  examples: [
    {
      response: 'HTTP/1.1 200 OK\r\nX-ClickHouse-Server-Display-Name: node1.example\r\nContent-Length: 2\r\n\r\n1\n',
      expect: { product: 'ClickHouse' },
    },
    {
      response:
        'HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 19:20:39 GMT\r\nConnection: Keep-Alive\r\nKeep-Alive: timeout=3\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 4\r\n\r\nOk.\n',
      pages: {
        '/portreeve':
          'HTTP/1.1 404 Not Found\r\nDate: Sun, 22 Nov 2026 19:21:33 GMT\r\nConnection: Close\r\n\r\nThere is no handle /portreeve\n\nUse / or /ping for health checks.\nOr /replicas_status for more sophisticated health checks.\n\nSend queries from your program with POST method or GET /?query=...\n\nUse clickhouse-client:\n',
      },
      expect: { product: 'ClickHouse' },
    },
  ],
})

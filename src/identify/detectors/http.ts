import { defineDetector } from '../detector.ts'
import { askProducts, recogniseProducts } from '../http/products.ts'
import { getRequest } from '../http/request.ts'
import { isWholeResponse, parseResponse } from '../http/response.ts'

export default defineDetector({
  id: 'http',
  transport: 'tcp',
  summary: 'web servers, and all that is reached by HTTP/1',
  source: 'RFC 9112; RFC 9110',
  ports: [
    80, 81, 591, 2375, 2379, 3000, 5000, 5601, 5984, 7000, 7474, 8000, 8001, 8008, 8025, 8080, 8081, 8082, 8083, 8086,
    8088, 8089, 8096, 8123, 8161, 8181, 8200, 8384, 8500, 8888, 8983, 9000, 9001, 9090, 9091, 9093, 9200, 10000, 15672,
    19999, 32400,
  ],
  tlsPorts: [443, 832, 2376, 4443, 5001, 6443, 8006, 8443, 8444, 8834, 9443, 9444, 10250, 16443],
  specificity: 40,
  safety: 'query',
  hello: (context) => Buffer.from(getRequest(context), 'latin1'),
  isWhole: isWholeResponse,
  match(reply) {
    const response = parseResponse(reply)
    return response === null ? null : recogniseProducts(response)
  },
  converse: askProducts,
  examples: [
    {
      reply: 'HTTP/1.1 200 OK\r\nServer: made-up/1.0\r\nContent-Length: 30\r\n\r\n<html><title>Hello &amp; you</title>',
      expect: { protocol: 'http', facts: { status: 200, server: 'made-up/1.0', title: 'Hello & you' } },
    },
    {
      reply: 'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="router"\r\n\r\n',
      expect: { protocol: 'http', facts: { status: 401, authRequired: true, authScheme: ['Basic'], realm: 'router' } },
    },
    {
      reply:
        'HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nServer: Python/3.11 websockets/10.4\r\nContent-Length: 170\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nFailed to open a WebSocket connection: invalid Connection header: keep-alive.\n',
      expect: { protocol: 'http', product: 'websockets', version: '10.4', facts: { status: 426, webSocket: true } },
    },
    {
      reply: 'HTTP/1.1 400 Bad Request\r\nSec-Websocket-Version: 13\r\nContent-Length: 12\r\n\r\nBad Request\n',
      expect: { protocol: 'http', facts: { status: 400, webSocket: true } },
    },
  ],
})

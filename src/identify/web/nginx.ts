import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const server = linear(String.raw`^nginx(?:/([\w.]+))?`)

export default defineWebProduct({
  id: 'nginx',
  summary: 'nginx',
  source: 'nginx: src/http/ngx_http_header_filter_module.c (server_tokens)',
  layer: 'server',
  match({ header }) {
    const groups = server.exec(header('server'))
    if (groups === null) return null
    return { product: 'nginx', vendor: 'F5', version: groups[1], cpe: [cpe('a', 'f5', 'nginx', groups[1])] }
  },
  examples: [
    {
      response: 'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n',
      expect: { product: 'nginx', version: '1.22.1', cpe: ['cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*'] },
    },
    { response: 'HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n', expect: { product: 'nginx' } },
  ],
})

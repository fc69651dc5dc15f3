import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const poweredBy = linear(String.raw`PHP/(\d[\w.]*)`)

export default defineWebProduct({
  id: 'php',
  summary: 'the web server built into PHP (php -S)',
  source: 'PHP: sapi/cli/php_cli_server.c (it gives the Host field back)',
  layer: 'server',
  match({ header }) {
    if (header('server') !== '' || header('host') === '' || header('connection') !== 'close') return null
    const version = poweredBy.exec(header('x-powered-by'))?.[1]
    return { product: 'PHP built-in web server', vendor: 'PHP', version, cpe: [cpe('a', 'php', 'php', version)] }
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nHost: 127.0.0.1:8065\r\nDate: Sun, 22 Nov 2026 16:50:00 GMT\r\nConnection: close\r\nX-Powered-By: PHP/8.2.36\r\nContent-Type: text/html; charset=utf-8\r\n\r\n',
      expect: { product: 'PHP built-in web server', version: '8.2.36' },
    },
    {
      response:
        'HTTP/1.1 200 OK\r\nHost: 127.0.0.1:8006\r\nDate: Sun, 22 Nov 2026 16:33:01 GMT\r\nConnection: close\r\nContent-Length: 47\r\n\r\n',
      expect: { product: 'PHP built-in web server', version: undefined },
    },
  ],
})

import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

/** Pages of the server itself: no other writes them so. */
const errorPage = /^<HTML><HEAD><TITLE>(\d{3} [\w ]{1,40})<\/TITLE><\/HEAD>\n<BODY><H1>\1<\/H1>\n/

export default defineWebProduct({
  id: 'busybox',
  summary: 'httpd of BusyBox',
  source: 'BusyBox: networking/httpd.c (send_headers)',
  layer: 'server',
  match({ header, body }) {
    if (header('server') !== '' || !errorPage.test(body)) return null
    return { product: 'BusyBox httpd', vendor: 'BusyBox', cpe: [cpe('a', 'busybox', 'busybox')] }
  },
  examples: [
    {
      response:
        'HTTP/1.1 404 Not Found\r\nDate: Sun, 22 Nov 2026 16:34:01 GMT\r\nConnection: close\r\nContent-type: text/html\r\n\r\n<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
      expect: { product: 'BusyBox httpd' },
    },
  ],
})

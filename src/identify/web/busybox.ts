import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

/** Pages of the server itself: no other writes them so. */
const errorPage = /^<HTML><HEAD><TITLE>(\d{3} [\w ]{1,40})<\/TITLE><\/HEAD>\n<BODY><H1>\1<\/H1>\n/

const busybox = { product: 'BusyBox httpd', vendor: 'BusyBox', cpe: [cpe('a', 'busybox', 'busybox')] }

export default defineWebProduct({
  id: 'busybox',
  summary: 'httpd of BusyBox',
  source: 'BusyBox: networking/httpd.c (send_headers)',
  layer: 'server',
  match({ header, body }) {
    if (header('server') !== '') return null
    if (errorPage.test(body)) return busybox
    // What serves a file has no name: time and size of the file stand in its tag.
    return header('connection') === 'close' && /^"[0-9a-f]{8}-[0-9a-f]+"$/.test(header('etag')) ? {} : null
  },
  async ask(get, match) {
    if (match.product !== undefined) return match
    return errorPage.test((await get('/portreeve.none'))?.body ?? '') ? busybox : match
  },
  examples: [
    {
      response:
        'HTTP/1.1 404 Not Found\r\nDate: Sun, 22 Nov 2026 16:34:01 GMT\r\nConnection: close\r\nContent-type: text/html\r\n\r\n<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
      expect: { product: 'BusyBox httpd' },
    },
    {
      response:
        'HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 16:33:02 GMT\r\nConnection: close\r\nContent-type: text/html\r\nAccept-Ranges: bytes\r\nLast-Modified: Sun, 22 Nov 2026 16:32:36 GMT\r\nETag: "6b031924-2f"\r\nContent-Length: 47\r\n\r\n<html><head><title>Index</title></head></html>\n',
      pages: {
        '/portreeve.none':
          'HTTP/1.1 404 Not Found\r\nDate: Sun, 22 Nov 2026 16:34:01 GMT\r\nConnection: close\r\nContent-type: text/html\r\n\r\n<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
      },
      expect: { product: 'BusyBox httpd' },
    },
  ],
})

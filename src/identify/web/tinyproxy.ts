import { cpe } from '../cpe.ts'
import type { HttpResponse } from '../http/response.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const named = linear(String.raw`\btinyproxy(?:/(\d[\w.-]{0,30}))?`, 'i')

export default defineWebProduct({
  id: 'tinyproxy',
  summary: 'Tinyproxy, a proxy',
  source: 'Tinyproxy: src/reqs.c (handle_connection, process_request: its own pages); src/acl.c',
  layer: 'server',
  match(response) {
    const { header, headers } = response
    const via = headers('via').find((value) => value.includes('(tinyproxy/'))
    const groups = named.exec(/^tinyproxy\b/i.test(header('server')) ? header('server') : (via ?? ''))
    if (groups === null) return null
    const version = groups[1]
    const openProxy = opennessIn(response)
    return {
      product: 'Tinyproxy',
      vendor: 'Tinyproxy',
      version,
      cpe: [cpe('a', 'tinyproxy', 'tinyproxy', version)],
      facts: { proxy: openProxy === undefined ? undefined : true, openProxy },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.0 400 Bad Request\r\nVia: 1.1 zoo.test (tinyproxy/1.11.1)\r\nServer: tinyproxy/1.11.1\r\nContent-Type: text/html\r\n\r\n<h1>Bad Request</h1>\n<p>You tried to connect to the machine the proxy is running on</p>\n',
      expect: { product: 'Tinyproxy', version: '1.11.1', facts: { proxy: true, openProxy: true } },
    },
    {
      response:
        'HTTP/1.0 403 Access denied\r\nServer: tinyproxy/1.11.1\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Access denied</h1>\n<p>The administrator of this proxy has not configured it to service requests from your host.</p>\n',
      expect: { product: 'Tinyproxy', version: '1.11.1', facts: { openProxy: false } },
    },
    {
      response: 'HTTP/1.1 200 OK\r\nServer: nginx\r\nVia: 1.1 vm (tinyproxy/1.11.1)\r\n\r\n',
      expect: { product: 'Tinyproxy', version: '1.11.1' },
    },
  ],
})

/** It refuses strangers before it reads what they want; only whom it serves is told that it would call itself. */
function opennessIn({ body, status }: HttpResponse): boolean | undefined {
  if (status === 407 || body.includes('has not configured it to service requests from your host')) return false
  return body.includes('You tried to connect to the machine the proxy is running on') ? true : undefined
}

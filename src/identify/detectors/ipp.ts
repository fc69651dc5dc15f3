import { defineDetector } from '../detector.ts'
import { askProducts, recogniseProducts } from '../http/products.ts'
import { type HttpResponse, parseResponse } from '../http/response.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`\bIPP/(\d\.\d)`)

export default defineDetector({
  id: 'ipp',
  transport: 'tcp',
  summary: 'print servers and printers that say to HTTP that they speak IPP',
  source: 'RFC 8010 section 4 (application/ipp); CUPS: scheduler/client.c (Server: CUPS/2.4 IPP/2.1)',
  // Whoever listens at 631 is asked by HTTP like any other port: many a printer is there.
  ports: [631],
  specificity: 60,
  safety: 'query',
  match(reply) {
    const response = parseResponse(reply)
    const ippVersion = response === null ? null : ippIn(response)
    if (response === null || ippVersion === null) return null
    const match = recogniseProducts(response)
    return { ...match, protocol: 'ipp', facts: { ...match.facts, ippVersion } }
  },
  async converse(conversation, match, reply) {
    const { facts, ...learned } = await askProducts(conversation, match, reply)
    return { ...learned, protocol: 'ipp', facts: { ...facts, ippVersion: match.facts?.ippVersion } }
  },
  examples: [
    {
      reply:
        'HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Language: en_US\r\nContent-Length: 55\r\nContent-Type: text/html; charset=utf-8\r\nServer: CUPS/2.4 IPP/2.1\r\n\r\n<html>\n<head>\n<title>Home - CUPS 2.4.2</title>\n</head>\n',
      expect: { protocol: 'ipp', product: 'CUPS', version: '2.4.2', facts: { ippVersion: '2.1' } },
    },
    {
      reply: 'HTTP/1.1 400 Bad Request\r\nContent-Type: application/ipp\r\nContent-Length: 0\r\n\r\n',
      expect: { protocol: 'ipp' },
    },
  ],
})

/** The version that it names, undefined when it names none; null: nothing shows IPP. */
function ippIn({ header }: HttpResponse): string | undefined | null {
  const named = version.exec(header('server'))?.[1]
  return named ?? (header('content-type').startsWith('application/ipp') ? undefined : null)
}

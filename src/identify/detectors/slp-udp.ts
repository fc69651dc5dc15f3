import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import type { Reply } from '../reply.ts'

const VERSION = 2
const [SERVICE_REPLY, DIRECTORY_AGENT, SERVICE_AGENT] = [2, 8, 11] as const

export default defineDetector({
  id: 'slp-udp',
  transport: 'udp',
  summary: 'SLP service and directory agents, which flood others in the name of a forged sender',
  source: 'RFC 2608 sections 8 (header), 8.2, 8.5 and 8.6',
  ports: [427],
  specificity: 80,
  safety: 'hello',
  payload: 'slp',
  match(reply) {
    const kind = reply.u8(1)
    const isWhole = reply.u8(0) === VERSION && reply.u24(2) === reply.length
    const language = reply.u16(12)
    if (!isWhole || language < 0 || language > 35) return null
    const body = reply.part(14 + language)
    if (kind === SERVICE_REPLY) return { protocol: 'slp', facts: { error: body.u16(0), services: body.u16(2) } }
    if (kind === DIRECTORY_AGENT) return { protocol: 'slp', facts: { agent: 'directory', ...textsOf(body, 6) } }
    return kind === SERVICE_AGENT ? { protocol: 'slp', facts: { agent: 'service', ...textsOf(body, 0) } } : null
  },
  examples: [
    {
      // SAAdvert as RFC 2608 section 8.6 draws it.
      reply: advertisement('service:service-agent://192.0.2.9', 'DEFAULT', '(service-type=service:wbem)'),
      expect: {
        protocol: 'slp',
        facts: { agent: 'service', url: 'service:service-agent://192.0.2.9', scopes: 'DEFAULT' },
      },
    },
  ],
})

/** URL, scopes and attributes, each with its length before it. */
function textsOf(body: Reply, start: number) {
  const texts: string[] = []
  for (let at = start; texts.length < 3 && body.u16(at) >= 0; at += 2 + body.u16(at))
    texts.push(body.utf8(at + 2, at + 2 + body.u16(at)))
  const [url, scopes, attributes] = texts
  return { url, scopes, attributes: attributes === '' ? undefined : attributes }
}

function advertisement(...texts: readonly string[]): Uint8Array {
  const body = bytes(...texts.map((text) => bytes(u16(text.length), text)), 0)
  const language = bytes(u16(2), 'en')
  const length = 12 + language.length + body.length
  return bytes(VERSION, SERVICE_AGENT, 0, u16(length), 0, 0, 0, 0, 0, 0, 1, language, body)
}

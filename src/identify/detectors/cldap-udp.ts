import { berAt } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
const ENTRY = 0x64
const DONE = 0x65
const mostAttributes = 50

export default defineDetector({
  id: 'cldap-udp',
  transport: 'udp',
  summary: 'directory servers over UDP, as domain controllers are asked by their clients',
  source: 'RFC 4511 sections 4.1.1 and 4.5.2, RFC 4512 section 5.1; [MS-ADTS] section 3.1.1.3.1.10',
  ports: [389],
  specificity: 85,
  safety: 'hello',
  payload: 'cldap',
  match(reply) {
    const message = berAt(reply.bytes, 0)
    const id = message?.tag === SEQUENCE ? berAt(reply.bytes, message.start) : undefined
    const operation = id?.tag === INTEGER ? berAt(reply.bytes, id.end) : undefined
    if (operation?.tag === DONE) return { protocol: 'cldap', facts: { rootEntry: false } }
    if (operation?.tag !== ENTRY) return null
    const name = berAt(reply.bytes, operation.start)
    const attributes = name?.tag === OCTET_STRING ? berAt(reply.bytes, name.end) : undefined
    if (attributes?.tag !== SEQUENCE) return null
    const versions = valuesOf(reply, attributes.start, attributes.end).get('supportedldapversion')
    return { protocol: 'cldap', facts: { rootEntry: true, ldapVersions: versions } }
  },
  examples: [
    {
      // As Active Directory writes it: each length in four bytes.
      reply: hex(
        '30840000003902010764840000003004003084000000283084000000220414737570706f727465644c44415056657273696f6e31840000',
        '0006040133040132',
      ),
      expect: { protocol: 'cldap', facts: { rootEntry: true, ldapVersions: ['3', '2'] } },
    },
  ],
})

/** Values by the name of their attribute in lower case. */
function valuesOf(reply: Reply, start: number, end: number): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>()
  for (let at = start; at < end && found.size < mostAttributes; ) {
    const attribute = berAt(reply.bytes, at)
    const name = attribute && berAt(reply.bytes, attribute.start)
    const values = name && berAt(reply.bytes, name.end)
    if (attribute === undefined || name === undefined || values === undefined) break
    found.set(reply.slice(name.start, name.end).toLowerCase(), textsOf(reply, values.start, values.end))
    at = attribute.end
  }
  return found
}

function textsOf(reply: Reply, start: number, end: number): string[] {
  const texts: string[] = []
  for (let at = start; at < end && texts.length < mostAttributes; ) {
    const value = berAt(reply.bytes, at)
    if (value === undefined) break
    texts.push(reply.slice(value.start, value.end))
    at = value.end
  }
  return texts
}

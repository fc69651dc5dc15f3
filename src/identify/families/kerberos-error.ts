import { berAt } from '../../knowledge/payload-bytes.ts'
import type { Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const KRB_ERROR = 0x7e
const SEQUENCE = 0x30
const mostFields = 20
/** Fields of KRB-ERROR by their context tags. */
const [VERSION, TYPE, SERVER_TIME, ERROR_CODE, REALM, TEXT] = [0xa0, 0xa1, 0xa4, 0xa6, 0xa9, 0xab] as const
/** Made up by who asks: it comes back where a server has no realm of its own to tell. */
const askedRealm = 'PORTREEVE.INVALID'

/** What a KRB-ERROR tells (RFC 4120 section 5.9.1); null when the bytes are none. */
export function matchKerberosError(reply: Reply): Match | null {
  const fields = fieldsOf(reply)
  if (fields?.get(VERSION)?.u8(0) !== 5 || fields.get(TYPE)?.u8(0) !== 30) return null
  const text = fields.get(TEXT)?.text
  const realm = fields.get(REALM)?.text
  return {
    protocol: 'kerberos',
    product: productOf(text ?? ''),
    facts: {
      error: fields.get(ERROR_CODE)?.u8(0),
      errorText: text,
      time: fields.get(SERVER_TIME)?.text,
      realm: realm === askedRealm ? undefined : realm,
    },
  }
}

/** The words for a request that names no client are each source's own. */
function productOf(text: string): string | undefined {
  if (text === 'NULL_CLIENT') return 'MIT Kerberos'
  return text === 'No client in request' ? 'Heimdal' : undefined
}

/** Contents of the element in each context tag. */
function fieldsOf(reply: Reply): ReadonlyMap<number, Reply> | null {
  const message = berAt(reply.bytes, 0)
  const sequence = message?.tag === KRB_ERROR ? berAt(reply.bytes, message.start) : undefined
  if (sequence?.tag !== SEQUENCE) return null
  const fields = new Map<number, Reply>()
  for (let at = sequence.start; at < sequence.end && fields.size < mostFields; ) {
    const field = berAt(reply.bytes, at)
    const value = field && berAt(reply.bytes, field.start)
    if (field === undefined || value === undefined) return null
    fields.set(field.tag, reply.part(value.start, value.end))
    at = field.end
  }
  return fields
}

// decodes foreign bytes
import { type BerElement, ber, berAt } from '../../knowledge/payload-bytes.ts'

/** Tags of RFC 4511 section 4. */
const tags = {
  integer: 2,
  octets: 4,
  enumerated: 0x0a,
  sequence: 0x30,
  search: 0x63,
  present: 0x87,
  extended: 0x77,
} as const
const searchEntry = 0x64
const extendedResponse = 0x78
const requestName = 0x80
const startTlsName = '1.3.6.1.4.1.1466.20037'
const mostAttributes = 200
const mostValues = 100

/** Reads the root DSE, which is for everybody (RFC 4512 section 5.1): all user and operational attributes. */
export function rootDseSearch(): Uint8Array {
  const zero = ber(tags.integer, 0)
  const base = ber(tags.enumerated, 0)
  const search = ber(
    tags.search,
    ber(tags.octets),
    base,
    base,
    zero,
    zero,
    ber(1, 0),
    ber(tags.present, 'objectClass'),
    ber(tags.sequence, ber(tags.octets, '*'), ber(tags.octets, '+')),
  )
  return ber(tags.sequence, ber(tags.integer, 1), search)
}

export function startTlsRequest(): Uint8Array {
  return ber(tags.sequence, ber(tags.integer, 2), ber(tags.extended, ber(requestName, startTlsName)))
}

/** Whether TLS begins now: resultCode success of an extended response. */
export function isTlsGranted(bytes: Uint8Array): boolean {
  const operation = operationAt(bytes, 0)
  const code = operation?.tag === extendedResponse ? berAt(bytes, operation.start) : undefined
  return code?.tag === tags.enumerated && bytes[code.start] === 0
}

/** Tag of the operation in the message at the start (RFC 4511 section 4.1.1); null when it is no LDAP message. */
export function operationTag(bytes: Uint8Array): number | null {
  return operationAt(bytes, 0)?.tag ?? null
}

/** Attributes of the first entry found, by name in lower case; null when the message is no entry. */
export function entryIn(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> | null {
  const entry = operationAt(bytes, 0)
  if (entry?.tag !== searchEntry) return null
  const name = berAt(bytes, entry.start)
  const list = name && berAt(bytes, name.end)
  if (list === undefined) return null
  const attributes = new Map<string, readonly string[]>()
  for (const attribute of children(bytes, list, mostAttributes)) {
    const [type, values] = children(bytes, attribute, 2)
    if (type === undefined || values === undefined) continue
    attributes.set(
      text(bytes, type).toLowerCase(),
      children(bytes, values, mostValues).map((value) => text(bytes, value)),
    )
  }
  return attributes
}

function operationAt(bytes: Uint8Array, at: number): BerElement | undefined {
  const message = berAt(bytes, at)
  if (message?.tag !== tags.sequence) return undefined
  const id = berAt(bytes, message.start)
  return id?.tag === tags.integer && id.end - id.start <= 4 ? berAt(bytes, id.end) : undefined
}

function children(bytes: Uint8Array, parent: BerElement, most: number): BerElement[] {
  const found: BerElement[] = []
  for (let at = parent.start; at < parent.end && found.length < most; ) {
    const element = berAt(bytes, at)
    if (element === undefined || element.end > parent.end) break
    found.push(element)
    at = element.end
  }
  return found
}

function text(bytes: Uint8Array, { start, end }: BerElement): string {
  return Buffer.from(bytes.subarray(start, end)).toString('utf8')
}

// decodes foreign bytes
import { type BerElement, ber, berAt } from '../../knowledge/payload-bytes.ts'
import { Reply } from '../reply.ts'

const INTEGER = 0x02
const OCTET_STRING = 0x04
const NULL = 0x05
const OBJECT_IDENTIFIER = 0x06
const SEQUENCE = 0x30
const GET_REQUEST = 0xa0
const GET_RESPONSE = 0xa2
const VERSION_2C = 1
const mostVariables = 16
const longestIdentifier = 64

/** Dotted object identifiers to their values; identifiers in turn are dotted, all else is text. */
export type Variables = ReadonlyMap<string, string>

/** GetRequest of SNMPv2c (RFC 3416 section 4.2.1, RFC 1901 section 3) for some objects, each by its identifier in BER. */
export function getRequest(community: string, id: Uint8Array, objects: readonly Uint8Array[]): Uint8Array {
  const names = objects.map((object) => ber(SEQUENCE, ber(OBJECT_IDENTIFIER, object), ber(NULL)))
  const zero = ber(INTEGER, 0)
  const request = ber(GET_REQUEST, ber(INTEGER, id), zero, zero, ber(SEQUENCE, ...names))
  return ber(SEQUENCE, ber(INTEGER, VERSION_2C), ber(OCTET_STRING, community), request)
}

/** What a Response of SNMPv2c carries; null when it is none, or an error. Objects that it has not are left out. */
export function variablesIn({ bytes }: Reply): Variables | null {
  const [message] = elementsIn(bytes, 0, bytes.length, 1)
  if (message?.tag !== SEQUENCE) return null
  const [version, , response] = elementsIn(bytes, message.start, message.end, 3)
  if (version === undefined || integerOf(bytes, version) !== VERSION_2C || response?.tag !== GET_RESPONSE) return null
  const [, error, , list] = elementsIn(bytes, response.start, response.end, 4)
  if (error === undefined || integerOf(bytes, error) !== 0 || list?.tag !== SEQUENCE) return null
  return new Map(elementsIn(bytes, list.start, list.end, mostVariables).flatMap((each) => variableOf(bytes, each)))
}

function variableOf(bytes: Uint8Array, { start, end }: BerElement): [string, string][] {
  const [name, value] = elementsIn(bytes, start, end, 2)
  if (name?.tag !== OBJECT_IDENTIFIER || value === undefined) return []
  const text =
    value.tag === OCTET_STRING
      ? new Reply(bytes.subarray(value.start, value.end)).utf8(0)
      : value.tag === OBJECT_IDENTIFIER
        ? identifierOf(bytes, value)
        : undefined
  return text === undefined ? [] : [[identifierOf(bytes, name), text]]
}

/** The elements side by side in a part, as far as they are whole. */
export function elementsIn(bytes: Uint8Array, start: number, end: number, most: number): readonly BerElement[] {
  const found: BerElement[] = []
  for (let at = start; at < end && found.length < most; ) {
    const element = berAt(bytes, at)
    if (element === undefined || element.end > end) break
    found.push(element)
    at = element.end
  }
  return found
}

/** Of at most six bytes, which no number here goes beyond. */
export function integerOf(bytes: Uint8Array, { start, end }: BerElement): number {
  return bytes.subarray(start, Math.min(end, start + 6)).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** X.690 section 8.19: seven bits a byte; the first number holds two. */
function identifierOf(bytes: Uint8Array, { start, end }: BerElement): string {
  const numbers: number[] = []
  let number = 0
  for (const byte of bytes.subarray(start, Math.min(end, start + longestIdentifier))) {
    number = (number % 2 ** 32) * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    numbers.push(number)
    number = 0
  }
  const [first = 0, ...rest] = numbers
  return [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40)), ...rest].join('.')
}

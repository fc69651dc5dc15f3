import { fieldName, isObject, type Json, only } from './nft-values.ts'

/** Parts of a header that lie beside each other, in nft's words: RFC 9293 §3.1, RFC 768, RFC 791 §3.1, RFC 8200 §3. */
const besideEachOther: readonly (readonly string[])[] = [
  ['tcp sport', 'tcp dport'],
  ['tcp flags', 'tcp window'],
  ['udp sport', 'udp dport', 'udp length'],
  ['ip ttl', 'ip protocol', 'ip checksum'],
  ['ip6 length', 'ip6 nexthdr', 'ip6 hoplimit'],
]

/**
 * Whether a statement and the next one may be one question to the kernel. nft makes one comparison of several that ask for one value each of parts
 * beside each other (evaluate.c, payload_try_merge; 1.0.6 and others), of `!=` as well, and lists it as several again. But `tcp sport != 22 tcp
 * dport != 80` made one holds where either differs, not only where both do.
 */
export function mayBeJoined(statement: Json, next: Json | undefined): boolean {
  const [field, following] = [fieldRefused(statement), fieldRefused(next)]
  if (field === null || following === null) return false
  return besideEachOther.some((parts) => parts.includes(field) && parts[parts.indexOf(field) + 1] === following)
}

/** Of a match with all but one value: the field. */
function fieldRefused(statement: Json | undefined): string | null {
  const match = only(statement, 'match')
  if (!isObject(match) || match.op !== '!=') return null
  const { left = null, right } = match
  const isValue = typeof right === 'number' || (typeof right === 'string' && !right.startsWith('@'))
  return isValue || Array.isArray(right) ? fieldName(left) : null
}

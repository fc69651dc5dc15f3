import type { Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const header = 28
const NOTIFY = 41
const VENDOR_ID = 43
const IKE_SA_INIT = 34
const SECURITY_ASSOCIATION = 33
const RESPONSE = 0x20
const mostPayloads = 40

/** RFC 7296 section 3.10.1. */
const notifies: Readonly<Record<number, string>> = {
  5: 'invalid major version',
  7: 'invalid syntax',
  14: 'no proposal chosen',
  17: 'invalid key exchange group',
  16390: 'cookie',
  16388: 'nat detection',
  16389: 'nat detection',
  16404: 'multiple authentication',
  16418: 'childless',
  16430: 'fragmentation',
  16431: 'signature hashes',
}

/** Vendor ids, or how they begin, as hexadecimal digits, from the sources and documents of those who send them. */
const vendors = [
  ['882fe56d6fd20dbc2251613b2ebe5beb', 'strongSwan', 'strongSwan'],
  ['4f457e717f6b5a4e727d576b', 'Libreswan', 'Libreswan'],
  ['434953434f', undefined, 'Cisco'],
  ['464c455856504e', undefined, 'Cisco'],
  ['8299031757a36082c6a621de', 'FortiGate', 'Fortinet'],
  ['1e2b516905991c7d7c96fcbfb587e461', undefined, 'Microsoft'],
  ['fb1de3cdf341b7ea16b7e5be0855f120', undefined, 'Microsoft'],
  ['f4ed19e0c114eb516faaac0ee37daf28', undefined, 'Check Point'],
] as const

/** An answer to IKE_SA_INIT, or the error of a peer of version 1 (RFC 7296 section 3.1); null when the bytes are none. */
export function matchIke(reply: Reply): Match | null {
  const major = reply.u8(17) >> 4
  const hasOwnLength = reply.length >= header && reply.u32(24) === reply.length
  const isAnswer = major === 1 || (reply.u8(18) === IKE_SA_INIT && (reply.u8(19) & RESPONSE) !== 0)
  if (!hasOwnLength || (major !== 1 && major !== 2) || !isAnswer) return null
  const payloads = payloadsOf(reply)
  if (payloads === null) return null
  const vendorIds = payloads.filter(({ type }) => type === VENDOR_ID).map(({ body }) => hexOf(body))
  const told = payloads.filter(({ type }) => type === NOTIFY).map(({ body }) => body.u16(2))
  const known = vendors.find(([id]) => vendorIds.some((vendorId) => vendorId.startsWith(id)))
  const facts = {
    ikeVersion: major,
    notifies: told.length > 0 ? [...new Set(told.map((type) => notifies[type] ?? `${type}`))] : undefined,
    proposalAccepted: payloads.some(({ type }) => type === SECURITY_ASSOCIATION) || undefined,
    vendorIds: vendorIds.length > 0 ? vendorIds : undefined,
  }
  return { protocol: 'ike', product: known?.[1], vendor: known?.[2], facts }
}

/** The chain of payloads (RFC 7296 section 3.2); null when it does not end where the message does. */
function payloadsOf(reply: Reply): readonly { readonly type: number; readonly body: Reply }[] | null {
  const found = []
  let at = header
  for (let type = reply.u8(16); type !== 0; ) {
    const length = reply.u16(at + 2)
    if (length < 4 || at + length > reply.length || found.length >= mostPayloads) return null
    found.push({ type, body: reply.part(at + 4, at + length) })
    type = reply.u8(at)
    at += length
  }
  return at === reply.length ? found : null
}

const hexOf = ({ bytes }: Reply) => Buffer.from(bytes).toString('hex')

// decodes foreign bytes
import type { Reply } from '../reply.ts'

/** Most records of a message that are looked at. */
const mostRecords = 100
const longestName = 255

export interface DnsRecord {
  readonly name: string
  readonly type: number
  readonly klass: number
  /** Where its data begins and ends in the reply. */
  readonly start: number
  readonly end: number
}

export interface DnsMessage {
  readonly id: number
  readonly authoritative: boolean
  readonly recursion: boolean
  /** RFC 6895 section 2.3: 0 no error, 1 format error, 4 not implemented, 5 refused. */
  readonly code: number
  readonly question: { readonly name: string; readonly type: number; readonly klass: number } | null
  /** Of all three sections, in their order. */
  readonly records: readonly DnsRecord[]
}

const headerLength = 12

/** A response to a standard query with at most one question (RFC 1035 section 4.1); null when it is none, or ends too early. */
export function dnsMessage(reply: Reply): DnsMessage | null {
  const flags = reply.u16(2)
  const [isResponse, opcode] = [(flags & 0x8000) !== 0, (flags >> 11) & 15]
  const questions = reply.u16(4)
  if (reply.length < headerLength || !isResponse || opcode !== 0 || questions > 1) return null
  const named = questions === 1 ? dnsName(reply, headerLength) : null
  if (questions === 1 && (named === null || reply.u16(named.end + 2) < 0)) return null
  const question =
    named === null ? null : { name: named.name, type: reply.u16(named.end), klass: reply.u16(named.end + 2) }
  const records = recordsFrom(reply, named === null ? headerLength : named.end + 4)
  if (records === null) return null
  return {
    id: reply.u16(0),
    authoritative: (flags & 0x0400) !== 0,
    recursion: (flags & 0x0080) !== 0,
    code: flags & 15,
    question,
    records,
  }
}

/** Null when they end before the header's counts do. */
function recordsFrom(reply: Reply, from: number): readonly DnsRecord[] | null {
  const count = reply.u16(6) + reply.u16(8) + reply.u16(10)
  const records: DnsRecord[] = []
  for (let at = from; records.length < Math.min(count, mostRecords); ) {
    const named = dnsName(reply, at)
    if (named === null) return null
    const start = named.end + 10
    const end = start + reply.u16(named.end + 8)
    if (start > reply.length || end > reply.length) return null
    records.push({ name: named.name, type: reply.u16(named.end), klass: reply.u16(named.end + 2), start, end })
    at = end
  }
  return records
}

/** The name at an offset, without its last dot, and where it ends; null when it is none. Pointers lead back only, so there is no circle. */
export function dnsName(reply: Reply, from: number): { readonly name: string; readonly end: number } | null {
  const labels: string[] = []
  let end: number | null = null
  let at = from
  for (let length = 0; length <= longestName; ) {
    const size = reply.u8(at)
    if (size < 0) return null
    if (size >= 0xc0) {
      const target = reply.u16(at) & 0x3fff
      end ??= at + 2
      if (reply.u16(at) < 0 || target >= at) return null
      at = target
    } else if (size === 0) {
      return { name: labels.join('.'), end: end ?? at + 1 }
    } else {
      if (size > 63) return null
      labels.push(reply.slice(at + 1, at + 1 + size))
      length += size + 1
      at += 1 + size
    }
  }
  return null
}

/** The first string of a TXT record (RFC 1035 section 3.3.14). */
export function txtOf(reply: Reply, { start, end }: DnsRecord): string {
  return reply.slice(start + 1, Math.min(end, start + 1 + Math.max(0, reply.u8(start))))
}

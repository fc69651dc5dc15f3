// decodes foreign bytes
// What the header of a SYN-ACK says of the stack that made it (RFC 9293 §3.1, §3.2; RFC 7323 §2; RFC 2018 §2).

export interface SynAck {
  readonly window: number
  /** Maximum segment size; 0 when it names none. */
  readonly mss: number
  /** Its options in their order: `MSS NOP NOP SACK NOP WS`; those that we do not know by number. */
  readonly options: string
}

const synAndAck = 0x12
const fixedHeader = 20
const endOfOptions = 0
const noOperation = 1
const maximumSegmentSize = 2
const names: Readonly<Record<number, string>> = { [maximumSegmentSize]: 'MSS', 3: 'WS', 4: 'SACK', 8: 'TS' }

/** Null when these bytes are no whole header of a SYN-ACK. Never throws. */
export function synAckOf(bytes: Uint8Array): SynAck | null {
  const end = ((bytes[12] ?? 0) >>> 2) & 0x3c
  if (end < fixedHeader || end > bytes.length || (bytes[13]! & synAndAck) !== synAndAck) return null
  const words: string[] = []
  let mss = 0
  for (let at = fixedHeader; at < end; ) {
    const kind = bytes[at]!
    if (kind === endOfOptions) {
      words.push('EOL')
      break
    }
    const size = kind === noOperation ? 1 : (bytes[at + 1] ?? 0)
    if (size < 1 || (size < 2 && kind !== noOperation) || at + size > end) return null
    if (kind === maximumSegmentSize && size === 4) mss = u16(bytes, at + 2)
    words.push(kind === noOperation ? 'NOP' : (names[kind] ?? `${kind}`))
    at += size
  }
  return { window: u16(bytes, 14), mss, options: words.join(' ') }
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

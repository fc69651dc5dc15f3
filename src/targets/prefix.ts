import type { Family } from '../lib/address.ts'
import { quote, refusal, type Word } from './word.ts'

/** The number behind the slash of a CIDR (RFC 4632 §3.1). Throws UsageError. */
export function prefixLength(word: Word, text: string, family: Family): number {
  const most = family === 4 ? 32 : 128
  const mask = family === 4 ? maskLength(text) : undefined
  if (mask !== undefined) throw refusal(word, `write the netmask as a prefix length: /${mask}`)
  if (!/^(0|[1-9]\d{0,2})$/.test(text) || Number(text) > most) {
    throw refusal(word, `${quote(`/${text}`)} is no prefix length (/0–/${most})`)
  }
  return Number(text)
}

/** 24 for `255.255.255.0`. */
function maskLength(text: string): number | undefined {
  for (let length = 0; length <= 32; length++) {
    const mask = (0xffffffff << (32 - length)) >>> 0
    const bits = length === 0 ? 0 : mask
    if (text === `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`) return length
  }
  return undefined
}

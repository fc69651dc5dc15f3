import { highest, parseAddress } from '../lib/address.ts'
import { hostName } from './host-name.ts'
import { ipv6Word, type Zones } from './ipv6-word.ts'
import { looksLikeOctets, octetPattern } from './octet-pattern.ts'
import { prefixLength } from './prefix.ts'
import type { AddressRange } from './types.ts'
import { grouped, longestWord, refusal, type Word } from './word.ts'

/** What one word means, before any name is resolved. */
export type Target =
  | { readonly kind: 'ranges'; readonly ranges: readonly AddressRange[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'self' }

/** Reads one word. Throws UsageError, and nothing else, whatever the word is. `mustHaveZone` as in `ipv6Word`. */
export function targetWord(word: Word, zones: Zones, mustHaveZone = true): Target {
  const { text } = word
  if (text === '') throw refusal(word, 'an empty word; name an address, network, range or host')
  if (text.length > longestWord) {
    throw refusal(word, `${grouped(text.length)} characters; a target has at most ${grouped(longestWord)}`)
  }
  if (text.toLowerCase() === 'self') return { kind: 'self' }
  const ipv4 = ipv4Ranges(word)
  if (ipv4 !== undefined) return { kind: 'ranges', ranges: ipv4 }
  if (text.includes(':') && !text.includes('://')) {
    return { kind: 'ranges', ranges: [ipv6Word(word, zones, mustHaveZone)] }
  }
  return { kind: 'name', name: hostName(word) }
}

function ipv4Ranges(word: Word): readonly AddressRange[] | undefined {
  const { text } = word
  const single = parseAddress(text)
  if (single?.family === 4) return [ipv4(single.value, single.value)]
  const slash = text.indexOf('/')
  if (slash >= 0 && looksLikeOctets(text.slice(0, slash)))
    return [cidr(word, text.slice(0, slash), text.slice(slash + 1))]
  const ends = /^([\d.]+)-([\d.]+)$/.exec(text)
  if (ends?.[1]?.includes('.') && ends[2]?.includes('.') && text.split('.').length > 4) {
    return [fromTo(word, ends[1], ends[2])]
  }
  if (!looksLikeOctets(text)) return undefined
  return octetPattern(word).map(({ first, last }) => ipv4(first, last))
}

/** Host bits may be set: 10.0.0.1/24 is all of 10.0.0.0/24, as everywhere else. */
function cidr(word: Word, base: string, prefix: string): AddressRange {
  const below = highest[4] >> BigInt(prefixLength(word, prefix, 4))
  const value = ipv4Address(word, base)
  const first = value & ~below & highest[4]
  return ipv4(first, first | below)
}

function fromTo(word: Word, from: string, to: string): AddressRange {
  const first = ipv4Address(word, from)
  const last = ipv4Address(word, to)
  if (last < first) throw refusal(word, 'the range runs backwards')
  return ipv4(first, last)
}

/** One plain address; the pattern reader knows best what is wrong with one that is not. */
function ipv4Address(word: Word, text: string): bigint {
  const parsed = parseAddress(text)
  if (parsed?.family === 4) return parsed.value
  octetPattern(word, text)
  throw refusal(word, 'only a single address goes here, no octet ranges')
}

function ipv4(first: bigint, last: bigint): AddressRange {
  return { family: 4, first, last }
}

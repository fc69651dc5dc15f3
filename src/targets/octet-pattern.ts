import { type Interval, normalise, numbers } from '../lib/intervals.ts'
import { grouped, refusal, type Word } from './word.ts'

/** So many separate intervals one word may spell: `10.*.*.1` still fits. */
const mostIntervals = 65_536

const wholeOctet: readonly Interval<number>[] = [{ first: 0, last: 255 }]

/** Four octets, each a number, range, list or wildcard: `10.0.0-3.*`, `192.168.1.1,5-9`, `10.0.0.-`. */
export function looksLikeOctets(text: string): boolean {
  return /^[\d.,*-]+$/.test(text)
}

/** The addresses that an octet pattern (the word, or a part of it) spells, as 32-bit intervals. Throws UsageError. */
export function octetPattern(word: Word, text = word.text): readonly Interval<bigint>[] {
  const parts = text.split('.')
  if (parts.length !== 4) {
    throw refusal(word, `an IPv4 address has four octets (10.0.0.1), this has ${grouped(parts.length)}`)
  }
  const octets = parts.map((part) => octetValues(word, part))
  return product(word, octets)
}

function octetValues(word: Word, part: string): Interval<number>[] {
  if (part === '*') return [...wholeOctet]
  return normalise(
    part.split(',').map((item) => octetInterval(word, item)),
    numbers,
  )
}

/** `7`, `3-9`, and with an end left open `-9`, `3-`, `-`. */
function octetInterval(word: Word, item: string): Interval<number> {
  if (item === '') throw refusal(word, 'an octet is missing')
  const dash = item.indexOf('-')
  if (dash < 0) {
    const value = octet(word, item)
    return { first: value, last: value }
  }
  const low = item.slice(0, dash)
  const high = item.slice(dash + 1)
  const first = low === '' ? 0 : octet(word, low)
  const last = high === '' ? 255 : octet(word, high)
  if (first > last) throw refusal(word, `the range ${first}-${last} runs backwards`)
  return { first, last }
}

function octet(word: Word, text: string): number {
  if (!/^\d+$/.test(text)) throw refusal(word, `${text.slice(0, 20)} is no octet (0–255)`)
  if (/^0\d/.test(text)) throw refusal(word, `${text.slice(0, 20)} could be octal; write it without the leading zero`)
  if (text.length > 3 || Number(text) > 255) throw refusal(word, `${text.slice(0, 20)} is no octet (0–255)`)
  return Number(text)
}

/** All combinations. Octets behind the last one that is not whole merge into one interval. */
function product(word: Word, octets: readonly (readonly Interval<number>[])[]): Interval<bigint>[] {
  const counts = octets.map((octet) => octet.reduce((sum, { first, last }) => sum + last - first + 1, 0))
  const split = Math.max(
    0,
    counts.findLastIndex((count) => count < 256),
  )
  const total = counts.slice(0, split).reduce((product, count) => product * count, octets[split]!.length)
  if (total > mostIntervals) {
    throw refusal(word, `this spells ${grouped(total)} separate ranges; a word may spell ${grouped(mostIntervals)}`)
  }
  let prefixes = [0]
  for (const octet of octets.slice(0, split)) {
    prefixes = prefixes.flatMap((prefix) => valuesOf(octet).map((value) => prefix * 256 + value))
  }
  const scale = 256 ** (3 - split)
  return prefixes.flatMap((prefix) =>
    octets[split]!.map(({ first, last }) => ({
      first: BigInt((prefix * 256 + first) * scale),
      last: BigInt((prefix * 256 + last + 1) * scale - 1),
    })),
  )
}

function valuesOf(octet: readonly Interval<number>[]): number[] {
  return octet.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
}

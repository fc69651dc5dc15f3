import { highest, linkLocal, parseAddress } from '../lib/address.ts'
import { prefixLength } from './prefix.ts'
import type { AddressRange } from './types.ts'
import { quote, refusal, type Word } from './word.ts'

/** Which interfaces there are: a zone is the name or the number of one. */
export interface Zones {
  /** The name of an interface for what was written after `%`, or undefined. */
  nameOf(zone: string): string | undefined
  readonly names: readonly string[]
}

/**
 * `2001:db8::1`, `fe80::1%eth0`, `2001:db8::/120`, `2001:db8::1-2001:db8::ff`. Throws UsageError.
 * `mustHaveZone`: whether a link-local address means nothing without one (a target), or all of them (an exclude).
 */
export function ipv6Word(word: Word, zones: Zones, mustHaveZone: boolean): AddressRange {
  const { first, last, zone } = bounds(word)
  const isLinkLocal = first >= linkLocal.first && last <= linkLocal.last
  if (zone !== undefined && !isLinkLocal) throw refusal(word, 'only link-local addresses (fe80::/10) take a zone')
  if (zone !== undefined) return { family: 6, first, last, zone: checkedZone(word, zone, zones) }
  // A range larger than all of fe80::/10 is refused for its size, which is the better thing to say.
  if (mustHaveZone && first <= linkLocal.last && last >= linkLocal.first && last - first < 2n ** 118n) {
    const example = `${word.text.split(/[-/]/)[0]?.slice(0, 40)}%${zones.names.find((name) => name !== 'lo') ?? 'eth0'}`
    throw refusal(word, `a link-local address needs its interface, as in ${example}; ${existing(zones)}`)
  }
  return { family: 6, first, last }
}

interface Bounds {
  readonly first: bigint
  readonly last: bigint
  readonly zone?: string
}

function bounds(word: Word): Bounds {
  const { text } = word
  const slash = text.indexOf('/')
  if (slash >= 0) {
    const { value, zone } = address(word, text.slice(0, slash))
    const below = highest[6] >> BigInt(prefixLength(word, text.slice(slash + 1), 6))
    const first = value & ~below & highest[6]
    return { first, last: first | below, ...(zone !== undefined && { zone }) }
  }
  // An interface may have a dash in its name, but no group of an address and a colon behind it.
  const dash = text.search(/-(?=[\da-f]{0,4}:)/i)
  if (dash < 0) {
    const { value, zone } = address(word, text)
    return { first: value, last: value, ...(zone !== undefined && { zone }) }
  }
  const from = address(word, text.slice(0, dash))
  const to = address(word, text.slice(dash + 1))
  if (to.value < from.value) throw refusal(word, 'the range runs backwards')
  const zone = from.zone ?? to.zone
  if (zone !== (to.zone ?? zone)) throw refusal(word, 'both ends of a range are in one zone')
  return { first: from.value, last: to.value, ...(zone !== undefined && { zone }) }
}

function address(word: Word, text: string): { value: bigint; zone?: string } {
  const parsed = parseAddress(text)
  if (parsed?.family === 6) return parsed
  throw refusal(word, mistake(word.text) ?? 'no IPv6 address')
}

/** What people write with colons that is no IPv6 address. */
function mistake(text: string): string | undefined {
  if (/^\[.*\]/.test(text)) return 'write an IPv6 address without brackets, and ports with -p'
  if (/^[^:]+:\d{1,5}$/.test(text)) return 'a port goes with -p, not behind the host'
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) return 'a hardware (MAC) address, not an IP address'
  return undefined
}

function checkedZone(word: Word, zone: string, zones: Zones): string {
  const name = zones.nameOf(zone)
  if (name === undefined) throw refusal(word, `no interface ${quote(zone)}; ${existing(zones)}`)
  return name
}

function existing({ names }: Zones): string {
  return names.length === 0 ? 'no interface is up' : `interfaces here: ${names.slice(0, 20).join(', ')}`
}

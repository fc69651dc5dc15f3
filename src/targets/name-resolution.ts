// decodes foreign bytes
import { type Family, linkLocal, parseAddress } from '../lib/address.ts'
import type { Zones } from './ipv6-word.ts'
import type { NameLookup } from './lookup-all.ts'
import type { AddressRange } from './types.ts'
import { grouped, quote, refusal, type Word } from './word.ts'

export interface NamedWord {
  readonly word: Word
  readonly name: string
}

/** A name and every address it has. */
export interface ResolvedName extends NamedWord {
  readonly ranges: readonly AddressRange[]
}

/** getaddrinfo runs on Node's four pool threads; more in flight only wait. */
const inFlight = 8
/** Whoever gathers names stops here, so that an endless pipe of them ends. */
export const mostNames = 100_000
/** More than this behind one name is no host; real round-robin names have at most a few dozen. */
const mostAddresses = 4096

/**
 * Resolves all names, in the order given. Throws UsageError for the first that has no address: a scan that leaves out what a
 * person named would look complete.
 */
export async function resolveNames(
  named: readonly NamedWord[],
  family: Family | undefined,
  lookup: NameLookup,
  zones: Zones,
): Promise<readonly ResolvedName[]> {
  const cache = new Map<string, Promise<readonly string[] | Error>>()
  const found: (readonly string[] | Error)[] = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < named.length; i = next++) {
      const { name } = named[i]!
      if (!cache.has(name)) cache.set(name, lookup(name, family).catch(toError))
      found[i] = await cache.get(name)!
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const failed = found.filter((result) => result instanceof Error).length
  return named.map((item, i) => {
    const result = found[i]!
    if (result instanceof Error) throw refusal(item.word, unresolved(result, family, failed - 1))
    return { ...item, ranges: rangesOf(item.word, result, zones) }
  })
}

function rangesOf(word: Word, texts: readonly string[], zones: Zones): AddressRange[] {
  if (texts.length === 0) throw refusal(word, 'this host name has no address')
  if (texts.length > mostAddresses) throw refusal(word, `${grouped(texts.length)} addresses are too many for one host`)
  return texts.map((text) => {
    const address = parseAddress(text)
    if (address === undefined) throw refusal(word, 'the resolver gave something that is no address')
    const { family, value } = address
    const isLinkLocal = family === 6 && value >= linkLocal.first && value <= linkLocal.last
    if (!isLinkLocal) return { family, first: value, last: value }
    const zone = zones.nameOf(address.zone ?? '')
    if (zone === undefined)
      throw refusal(word, `it resolves to ${quote(text)}, which needs an interface; name it as an address`)
    return { family, first: value, last: value, zone }
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no address is known for it',
  ENODATA: 'no address is known for it',
  EAI_AGAIN: 'no name server answered',
}

function unresolved(error: Error, family: Family | undefined, others: number): string {
  const code = 'code' in error ? String(error.code) : error.name
  const which = family === undefined ? 'host name' : `host name over IPv${family}`
  const more = others > 0 ? `; ${grouped(others)} more fail too` : ''
  return `this ${which} does not resolve (${reasons[code] ?? quote(code)})${more}`
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

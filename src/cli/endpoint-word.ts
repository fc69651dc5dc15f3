import { type Address, formatAddress, parseAddress } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { parsePortWord } from '../local/port-word.ts'
import type { Endpoint } from '../model/change.ts'
import type { AskedEndpoints } from '../prepare/asked.ts'

/** `[2001:db8::5]:` or `192.0.2.5:` or nothing, then ports. */
const pattern = /^(?:(?:\[([^\]]*)\]|([^[\]:]*)):)?(\d{1,5}(?:-\d{1,5})?(?:\/\w{1,9})?)$/

/**
 * Reads `192.0.2.5:5432`, `[2001:db8::5]:53/udp`, `*:22`, `22`. Without an address it is all of this machine's: `0.0.0.0`.
 * @throws UsageError naming the word and what would be right
 */
export function parseEndpoint(text: string): Endpoint {
  const right = 'no endpoint; write 192.0.2.5:5432, [2001:db8::5]:53/udp or *:22'
  const { address, ports } = partsOf(text, right)
  const { first, last, transport = 'tcp' } = parsePortWord(ports, text)
  if (first !== last) throw wrong(text, right)
  return { address: address ?? '0.0.0.0', transport, port: first }
}

/**
 * Reads `22`, `443/tcp`, `8000-8010`, `:53`, `192.0.2.5:22`. Without a transport it is both; without an address, or with one that stands for
 * all, it is all of this machine's.
 * @throws UsageError naming the word and what would be right
 */
export function parseEndpoints(text: string): AskedEndpoints {
  const right =
    'no endpoint of this machine; write 22, 443/tcp, :53 or 192.0.2.5:22 (of another machine: portreeve scan)'
  const { address, ports } = partsOf(text, right)
  const isAll = address === '0.0.0.0' || address === '::'
  return { word: text, ...parsePortWord(ports, text), address: isAll ? null : address }
}

/** Null for all addresses. */
function partsOf(text: string, right: string): { readonly address: string | null; readonly ports: string } {
  const [, bracketed, bare, ports] = pattern.exec(text) ?? []
  if (ports === undefined) throw wrong(text, right)
  const host = bracketed ?? bare ?? ''
  if (host === '' || host === '*') return { address: null, ports }
  const parsed = parseAddress(host)
  if (parsed === undefined) throw wrong(text, `no endpoint: ${JSON.stringify(host)} is no address of this machine`)
  return { address: canonical(parsed), ports }
}

/** As the kernel's tables are read: addresses are compared by their text. */
function canonical({ family, value, zone }: Address): string {
  const text = formatAddress(family, value)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1]
  return mapped ?? (zone === undefined ? text : `${text}%${zone}`)
}

function wrong(text: string, problem: string): UsageError {
  return new UsageError(`${JSON.stringify(text.slice(0, 100))} is ${problem}`)
}

import { type Address, formatAddress, parseAddress } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import type { Endpoint } from '../model/change.ts'

const pattern = /^(?:(?:\[([^\]]*)\]|([^[\]:]*)):)?(\d{1,5})(?:\/(tcp|udp))?$/i

/**
 * Reads `192.0.2.5:5432`, `[2001:db8::5]:53/udp`, `*:22`, `22`. Without an address it is all of this machine's: `0.0.0.0`.
 * @throws UsageError naming the word and what would be right
 */
export function parseEndpoint(text: string): Endpoint {
  const [, bracketed, bare, digits, transport = 'tcp'] = pattern.exec(text) ?? []
  const port = Number(digits)
  if (digits === undefined) throw wrong(text, 'no endpoint; write 192.0.2.5:5432, [2001:db8::5]:53/udp or *:22')
  if (port < 1 || port > 65_535) throw wrong(text, 'outside of ports 1 to 65535')
  const host = bracketed ?? bare ?? '*'
  const address = host === '*' || host === '' ? '0.0.0.0' : host
  const parsed = parseAddress(address)
  if (parsed === undefined) throw wrong(text, `no endpoint: ${JSON.stringify(host)} is no address of this machine`)
  return { address: canonical(parsed), transport: transport.toLowerCase() as Endpoint['transport'], port }
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

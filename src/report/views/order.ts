import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Category } from '../../model/unions.ts'
import { categoryRank } from '../../model/unions.ts'

/** Text that sorts as the address does: IPv4 before IPv6, numerically; a name that is no address comes last. */
export function addressKey(address: string): string {
  const bare = address.split('%')[0]!
  if (!ipaddr.isValid(bare)) return `9 ${address}`
  const bytes = ipaddr.parse(bare).toByteArray()
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${isIPv6(bare) ? 6 : 4} ${hex}${address.slice(bare.length)}`
}

/** Text that sorts the riskiest first. */
export const riskKey = (category: Category): string => String(9 - categoryRank(category))

/** Text that sorts by port, TCP before UDP. */
export const portKey = (port: number, transport: string): string => `${String(port).padStart(5, '0')} ${transport}`

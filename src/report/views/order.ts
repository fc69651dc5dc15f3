import { parseAddress } from '../../lib/address.ts'
import type { Category } from '../../model/unions.ts'
import { categoryRank } from '../../model/unions.ts'

/** Text that sorts as the address does: IPv4 before IPv6, numerically; a name that is no address comes last. */
export function addressKey(address: string): string {
  const parsed = parseAddress(address)
  if (parsed === undefined) return `9 ${address}`
  const hex = parsed.value.toString(16).padStart(parsed.family === 4 ? 8 : 32, '0')
  return `${parsed.family} ${hex}${parsed.zone === undefined ? '' : `%${parsed.zone}`}`
}

/** Text that sorts the riskiest first. */
export const riskKey = (category: Category): string => String(9 - categoryRank(category))

/** Text that sorts by port, TCP before UDP. */
export const portKey = (port: number, transport: string): string => `${String(port).padStart(5, '0')} ${transport}`

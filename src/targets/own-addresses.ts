import type { NetworkInterfaceInfo } from 'node:os'
import { linkLocal, parseAddress } from '../lib/address.ts'
import type { Zones } from './ipv6-word.ts'
import type { AddressRange } from './types.ts'

/** As `os.networkInterfaces()` gives it: interfaces that are up and have an address. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** `self`: every address that an interface of this machine carries, loopback (127.0.0.1, ::1) included. */
export function ownAddresses(interfaces: Interfaces): AddressRange[] {
  return Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.flatMap(({ address }) => {
      const parsed = parseAddress(address.split('%')[0] ?? '')
      if (parsed === undefined) return []
      const { family, value } = parsed
      const zoned = family === 6 && value >= linkLocal.first && value <= linkLocal.last
      return [{ family, first: value, last: value, ...(zoned && { zone: name }) }]
    }),
  )
}

/** A zone is written as the name of an interface or as its number (RFC 4007 §11.2). */
export function zonesOf(interfaces: Interfaces): Zones {
  const names = Object.keys(interfaces)
  const byNumber = new Map<string, string>()
  for (const name of names) {
    for (const info of interfaces[name] ?? []) {
      if (info.family === 'IPv6' && info.scopeid > 0) byNumber.set(String(info.scopeid), name)
    }
  }
  return { names, nameOf: (zone) => (names.includes(zone) ? zone : byNumber.get(zone)) }
}

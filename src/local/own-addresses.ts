import { networkInterfaces } from 'node:os'

/** One address of this machine and the device that carries it. */
export interface InterfaceAddress {
  /** Canonical text; IPv6 link-local addresses carry their %zone. */
  readonly address: string
  readonly interface: string
}

/** Every address that an interface of this machine has now, loopback included. */
export function interfaceAddresses(): InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.map(({ address, family, scopeid }) => ({
      address: family === 'IPv6' && scopeid ? `${address}%${device}` : address,
      interface: device,
    })),
  )
}

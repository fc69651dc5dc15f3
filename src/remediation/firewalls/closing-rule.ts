import { type Family, parseAddress } from '../../lib/address.ts'
import type { Transport } from '../../model/unions.ts'

/** What is kept out: packets to a port from anywhere but this machine itself. */
export interface ClosingRule {
  readonly transport: Transport
  readonly port: number
  /** Of this address alone; null: of all. */
  readonly address: string | null
  /** Families of which packets are led elsewhere by a change of their destination, so that they are forwarded. */
  readonly translated: readonly Family[]
  /** Who may come all the same: a network (`10.0.0.0/8`), a device (`wg0`); null: nobody. */
  readonly except: { readonly network: string } | { readonly device: string } | null
}

/** The families that a rule speaks of. */
export function familiesOf({ address }: ClosingRule): readonly Family[] {
  const family = address === null ? undefined : parseAddress(address)?.family
  return family === undefined ? [4, 6] : [family]
}

export function networkFamily(network: string): Family {
  return network.includes(':') ? 6 : 4
}

/** The network of the exception, where it is one of this family. */
export function networkOf({ except }: ClosingRule, family: Family): string | null {
  if (except === null || 'device' in except) return null
  return networkFamily(except.network) === family ? except.network : null
}

export function deviceOf({ except }: ClosingRule): string | null {
  return except !== null && 'device' in except ? except.device : null
}

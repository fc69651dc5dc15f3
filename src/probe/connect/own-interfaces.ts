import { networkInterfaces } from 'node:os'
import { parseAddress, toBytes } from '../../lib/address.ts'

/** Tells whether an address, in network byte order, is one of this machine's interfaces as they were at the first question. */
export class OwnInterfaces {
  #known: ReadonlySet<string> | null = null

  has(address: Uint8Array): boolean {
    this.#known ??= read()
    return this.#known.has(address.join())
  }
}

function read(): ReadonlySet<string> {
  const texts = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address),
  )
  const parsed = texts.map(parseAddress).filter((address) => address !== undefined)
  return new Set(parsed.map(({ family, value }) => toBytes(family, value).join()))
}

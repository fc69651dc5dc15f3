import { lookup } from 'node:dns/promises'
import type { Family } from '../lib/address.ts'

/**
 * All addresses of a name, of one family or both, as text (with a zone where the resolver gives one). Rejects with the resolver's
 * error, whose `code` says why (`ENOTFOUND`, `EAI_AGAIN`).
 */
export type NameLookup = (name: string, family: Family | undefined) => Promise<readonly string[]>

/** Asks the system as every other program does: hosts file, DNS, whatever nsswitch names. */
export const lookupAll: NameLookup = async (name, family) => {
  const found = await lookup(name, { all: true, family: family ?? 0, verbatim: true })
  return found.map(({ address }) => address)
}

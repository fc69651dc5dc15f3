import type { Machine } from '../../firewall/packet.ts'
import type { Ruleset } from '../../firewall/ruleset.ts'
import type { Surroundings } from '../../firewall/surroundings.ts'
import { SystemCallError } from '../../libc/library.ts'
import { loaded } from '../../libc/load-koffi.ts'
import { asRootCommand } from '../linux/as-root.ts'
import { listNft } from './nft-listing.ts'
import { decodeRuleset, RulesetError } from './nft-ruleset.ts'
import { ruleTexts } from './rule-texts.ts'

/** The rules of this machine, and what has to be known of it to judge by them. */
export interface Firewall {
  readonly ruleset: Ruleset
  readonly machine: Machine
  readonly surroundings: Surroundings
  close(): void
}

/** What stands in the way of judging it, and how to go past that, in one line. */
export interface UnreadFirewall {
  readonly missing: string
}

/** Reads the firewall of this network namespace; changes nothing. */
export async function readFirewall(): Promise<Firewall | UnreadFirewall> {
  if (process.platform !== 'linux') return missing(`its rules cannot be read on ${process.platform} yet`)
  if (loaded.koffi === null) return missing(loaded.missing)
  const listing = await listNft()
  if ('missing' in listing)
    return missing(listing.needsRoot ? `${listing.missing}; to judge it: ${asRootCommand()}` : listing.missing)
  try {
    const { openMachine } = await import('./machine.ts')
    return { ruleset: decodeRuleset(listing.json, ruleTexts(listing.words)), ...openMachine() }
  } catch (error) {
    if (error instanceof RulesetError || error instanceof SystemCallError) return missing(error.message)
    throw error
  }
}

const missing = (why: string): UnreadFirewall => ({ missing: `the firewall was not judged: ${why}` })

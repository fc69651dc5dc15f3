import { readFileSync } from 'node:fs'
import type { UfwRule } from '../../firewall/owners.ts'
import type { Machine } from '../../firewall/packet.ts'
import type { Ruleset } from '../../firewall/ruleset.ts'
import type { Surroundings } from '../../firewall/surroundings.ts'
import { SystemCallError } from '../../libc/library.ts'
import { loaded } from '../../libc/load-koffi.ts'
import { asRootCommand } from '../linux/as-root.ts'
import { IpSetError } from './ipset-save.ts'
import { listIptables } from './iptables-listing.ts'
import { IptablesError } from './iptables-save.ts'
import { listNft } from './nft-listing.ts'
import { decodeRuleset, RulesetError } from './nft-ruleset.ts'
import { ruleTexts } from './rule-texts.ts'
import { decodeUfwRules } from './ufw-rules.ts'
import { withIptables } from './with-iptables.ts'

/** The rules of this machine, and what has to be known of it to judge by them. */
export interface Firewall {
  readonly ruleset: Ruleset
  readonly machine: Machine
  readonly surroundings: Surroundings
  /** The lines of ufw's own files. */
  readonly ufw: readonly UfwRule[]
  /** What could not be read, one line each: rules that ask for it are unknown. */
  readonly notes: readonly string[]
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
    const ofNft = decodeRuleset(listing.json, ruleTexts(listing.words))
    const iptables = await listIptables(ofNft)
    return { ruleset: withIptables(ofNft, iptables), ufw: ufwRules(), notes: iptables.missing, ...openMachine() }
  } catch (error) {
    if (expected.some((kind) => error instanceof kind)) return missing((error as Error).message)
    throw error
  }
}

const expected = [RulesetError, IptablesError, IpSetError, SystemCallError]

function ufwRules(): readonly UfwRule[] {
  return decodeUfwRules(textOf('/etc/ufw/user.rules'), textOf('/etc/ufw/user6.rules'))
}

/** Null: it is not there, or not ours to read. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const missing = (why: string): UnreadFirewall => ({ missing: `the firewall was not judged: ${why}` })

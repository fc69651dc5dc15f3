import { readFileSync } from 'node:fs'
import { runProgram } from './run-program.ts'

/** The firewall that new rules belong to, in the words of remediation/situation.ts. */
export interface FirewallFound {
  readonly tool: 'ufw' | 'firewalld' | 'nftables' | 'iptables'
  readonly because: string
  /** Families of which Docker's chain for the administrator's own rules is there. */
  readonly dockerUser: readonly (4 | 6)[]
}

/** What of a table tells whose it is. */
interface TableThere {
  readonly family: string
  readonly name: string
  /** Left out: nft's. */
  readonly tool?: string
  readonly chains: { has(name: string): boolean }
}

/**
 * Who writes the rules of this machine; null when no such tool is there. Reads only.
 * @param tables null: they could not be read
 */
export async function firewallInCharge(tables: readonly TableThere[] | null): Promise<FirewallFound | null> {
  const found = await toolInCharge(tables)
  return found === null ? null : { ...found, dockerUser: dockerChains(tables ?? []) }
}

async function toolInCharge(tables: readonly TableThere[] | null): Promise<Omit<FirewallFound, 'dockerUser'> | null> {
  if (isUfwOn()) return { tool: 'ufw', because: 'ufw is switched on (/etc/ufw/ufw.conf)' }
  const [firewalld, nft, iptables] = await Promise.all(
    [
      ['firewall-cmd', '--state'],
      ['nft', '--version'],
      ['iptables', '--version'],
    ].map(runProgram),
  )
  if (firewalld?.code === 0) return { tool: 'firewalld', because: 'firewalld runs' }
  const others = tables?.filter(({ name }) => !name.startsWith('portreeve-')) ?? []
  if (iptables?.code === 0 && others.length > 0 && others.every(({ tool }) => tool !== undefined))
    return { tool: 'iptables', because: 'The rules that are there are those of iptables' }
  if (nft?.code === 0) return { tool: 'nftables', because: nftBecause(tables) }
  return iptables?.code === 0 ? { tool: 'iptables', because: 'iptables is installed, and nothing else' } : null
}

function nftBecause(tables: readonly TableThere[] | null): string {
  if (tables === null) return 'nft is installed; its rules were not read'
  return tables.length === 0
    ? 'No firewall has rules here, and nft is installed'
    : 'The rules that are there are those of nftables'
}

function isUfwOn(): boolean {
  try {
    return /^ENABLED=["']?yes["']?\s*$/im.test(readFileSync('/etc/ufw/ufw.conf', 'utf8').slice(0, 65_536))
  } catch {
    return false
  }
}

const families = [
  ['ip', 4],
  ['ip6', 6],
] as const

function dockerChains(tables: readonly TableThere[]): (4 | 6)[] {
  return families.flatMap(([name, family]) =>
    tables.some((table) => table.family === name && table.chains.has('DOCKER-USER')) ? [family] : [],
  )
}

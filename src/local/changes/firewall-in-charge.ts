import { readFileSync } from 'node:fs'
import { runProgram } from './run-program.ts'

/** The firewall that new rules belong to, in the words of remediation/situation.ts. */
export interface FirewallFound {
  readonly tool: 'ufw' | 'firewalld' | 'nftables' | 'iptables'
  readonly because: string
  /** Families of which Docker's chain for the administrator's own rules is there. */
  readonly dockerUser: readonly (4 | 6)[]
}

/** Tables that iptables-nft and ip6tables-nft write (iptables, nft.c, xtables_ipv4). */
const ofIptables = /^table ip6? (?:filter|nat|mangle|raw|security)$/

/** Who writes the rules of this machine; null when no such tool is there. Reads only. */
export async function firewallInCharge(): Promise<FirewallFound | null> {
  const [dockerUser, found] = await Promise.all([dockerChains(), toolInCharge()])
  return found === null ? null : { ...found, dockerUser }
}

async function toolInCharge(): Promise<Omit<FirewallFound, 'dockerUser'> | null> {
  if (isUfwOn()) return { tool: 'ufw', because: 'ufw is switched on (/etc/ufw/ufw.conf)' }
  const firewalld = await runProgram(['firewall-cmd', '--state'])
  if (firewalld.code === 0) return { tool: 'firewalld', because: 'firewalld runs' }
  const [nft, iptables] = await Promise.all([
    runProgram(['nft', 'list', 'tables']),
    runProgram(['iptables', '--version']),
  ])
  const tables = nft.code === 0 ? nft.stdout.split('\n').filter((line) => line !== '') : null
  const foreign = tables?.filter((line) => !ofIptables.test(line) && !line.startsWith('table inet portreeve-'))
  if (iptables.code === 0 && tables !== null && tables.length > 0 && foreign?.length === 0)
    return { tool: 'iptables', because: 'the rules that are there are those of iptables' }
  if (nft.code === 0) {
    const because =
      tables?.length === 0
        ? 'no firewall has rules here, and nft is installed'
        : 'the rules that are there are those of nftables'
    return { tool: 'nftables', because }
  }
  // Without the right to list tables it is there all the same.
  if (nft.code !== null)
    return { tool: 'nftables', because: 'nft is installed; its rules were not read, which needs root' }
  return iptables.code === 0 ? { tool: 'iptables', because: 'iptables is installed, and nothing else' } : null
}

function isUfwOn(): boolean {
  try {
    return /^ENABLED=["']?yes["']?\s*$/im.test(readFileSync('/etc/ufw/ufw.conf', 'utf8').slice(0, 65_536))
  } catch {
    return false
  }
}

async function dockerChains(): Promise<(4 | 6)[]> {
  const programs = [
    ['iptables', 4],
    ['ip6tables', 6],
  ] as const
  const answers = await Promise.all(programs.map(([program]) => runProgram([program, '-w', '-S', 'DOCKER-USER'])))
  return programs.flatMap(([, family], i) => (answers[i]!.code === 0 ? [family] : []))
}

import { type Family, parseAddress } from '../../lib/address.ts'
import type { Situation } from '../situation.ts'
import type { Closing, FirewallWriter } from './closing.ts'
import type { ClosingRule } from './closing-rule.ts'
import { firewalld } from './firewalld.ts'
import { dockerUser, iptables } from './iptables.ts'
import { nftables } from './nftables.ts'
import { ufw } from './ufw.ts'

const writers: Readonly<Record<string, FirewallWriter>> = { ufw, firewalld, nftables, iptables }

interface Written {
  readonly tool: string
  /** As plans are named by it. */
  readonly name: string
  /** As people know it. */
  readonly where: string
  readonly why: string
  readonly closing: Closing
}

/** Null where a packet from outside never gets to the listener anyway. */
export function ruleFor(
  { endpoint, listener, others, published, openings }: Situation,
  except: ClosingRule['except'],
): ClosingRule | null {
  if (listener?.bind === 'loopback' || (listener !== null && listener.netns !== null)) return null
  const { transport, port } = endpoint
  // Of one address alone only where that is all that this listener has, or another one has the port elsewhere.
  const ownAddress = listener?.bind === 'interface' && !listener.address.includes('%') ? listener.address : null
  const isShared = others.some(({ bind, pid }) => bind !== 'loopback' && (pid === null || pid !== listener?.pid))
  const ledTo = (openings ?? []).flatMap(({ leadsTo }) => leadsTo?.address ?? [])
  const translated = families.filter(
    (family) => published !== null || ledTo.some((each) => parseAddress(each)?.family === family),
  )
  return { transport, port, address: ownAddress ?? (isShared ? unzoned(endpoint.address) : null), translated, except }
}

/** Null: no firewall of this machine is known that could do it. */
export function writeRule({ firewall, published, mark, persistence }: Situation, rule: ClosingRule): Written | null {
  if (firewall === null) return null
  const { dockerUser: families, because, tool } = firewall
  const surroundings = { mark, persistence, dockerUser: families }
  if (published !== null && families.length > 0) {
    const why = `${engineName(published.engine)} publishes the port by a change of destination, which comes before ${tool} is asked; DOCKER-USER is the chain that is asked after it.`
    return { tool: 'iptables', name: 'docker-user', where: 'DOCKER-USER', why, closing: dockerUser(rule, surroundings) }
  }
  if (rule.translated.length > 0 && (tool === 'ufw' || tool === 'firewalld')) {
    const why = `Its packets are led elsewhere by a change of their destination before ${tool} is asked; a table of nftables beside it sees where they were sent to.`
    return { tool: 'nftables', name: 'nftables', where: 'nftables', why, closing: nftables(rule, surroundings) }
  }
  return { tool, name: tool, where: tool, why: `${because}.`, closing: writers[tool]!(rule, surroundings) }
}

const families: readonly Family[] = [4, 6]

const engineName = (engine: 'docker' | 'podman') => (engine === 'docker' ? 'Docker' : 'Podman')

function unzoned(address: string): string | null {
  const isWildcard = address === '0.0.0.0' || address === '::' || address === '*'
  return isWildcard || address.includes('%') ? null : address
}

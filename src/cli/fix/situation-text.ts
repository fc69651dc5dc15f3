import { escapeTerminal } from '../../lib/escape.ts'
import type { Opening, Situation } from '../../remediation/situation.ts'

/** Whether there is something to close: somebody who listens, or a rule that was made for the port. */
export function isThere({ listener, published, openings }: Situation): boolean {
  return listener !== null || published !== null || (openings ?? []).some(isMade)
}

/** What no rule keeps out is not let in by a rule either. */
const isMade = ({ rule, leadsTo }: Opening) => rule !== null || leadsTo !== null

/** What an endpoint is, before the ways to close it are told. */
export function situationText(situation: Situation, isClosable: boolean): string {
  if (!isThere(situation)) return nobodyText(situation)
  const { endpoint, listener, published, loopbackBy } = situation
  if (listener === null && published === null) return openingText(situation)
  const where = endpointText(endpoint)
  const holder = listener?.process ?? (published === null ? 'a process' : `container ${published.container}`)
  if (isLoopback(endpoint.address) || listener?.bind === 'loopback') {
    const reach =
      loopbackBy.length === 0 || endpoint.address.includes(':')
        ? 'nobody outside of this machine reaches it'
        : `nobody beyond the neighbours at ${loopbackBy.join(', ')} reaches it, whom route_localnet lets send there`
    const elsewhere =
      listener?.bind === 'loopback'
        ? '.'
        : `. The same socket has other addresses, too: portreeve fix *:${endpoint.port}`
    return escapeTerminal(`${where} is loopback: ${holder} listens there, and ${reach}${elsewhere}`)
  }
  const ways = isClosable ? 'Ways to close it, the best first:' : 'Nothing is known here that would close it.'
  return escapeTerminal(`${where} is served by ${holder}${alsoAt(situation)}. ${ways}`)
}

/** As all of them are closed: who named one address is to know. */
function alsoAt({ endpoint, listener, others }: Situation): string {
  const named = endpoint.address
  if (listener === null || named === listener.address || named === '0.0.0.0' || named === '::') return ''
  const own = [listener, ...others.filter(({ pid }) => pid !== null && pid === listener.pid)]
  const has = (address: string) => own.some((each) => each.bind !== 'interface' && each.address === address)
  const isDual = own.some(({ bind }) => bind === 'dual-stack') || (has('0.0.0.0') && has('::'))
  return `, which listens at all ${isDual ? '' : has('::') ? 'IPv6 ' : 'IPv4 '}addresses`
}

function nobodyText({ endpoint, openings, untold }: Situation): string {
  const where = endpointText(endpoint)
  if (openings === null)
    return escapeTerminal(
      `nobody listens on ${where}, and the firewall was not read, so that whether a rule lets packets through to it cannot be told`,
    )
  const unsure = untold.length === 0 ? '' : `, as far as can be told: it cannot of packets from ${untold.join(', ')}`
  return escapeTerminal(`nobody listens on ${where}, and no rule opens it${unsure}`)
}

function openingText({ endpoint, openings }: Situation): string {
  const { from, rule, leadsTo } = (openings ?? []).find(isMade)!
  const where =
    leadsTo === null
      ? 'lets packets through to it all the same'
      : `leads it to ${endpointText({ ...leadsTo, transport: endpoint.transport })}`
  const whose = rule === null ? 'a rule' : `the rule "${rule}"`
  return escapeTerminal(
    `nobody listens on ${endpointText(endpoint)}, but ${whose} ${where} (from ${from}). Ways to close it:`,
  )
}

function endpointText({ address, port, transport }: Situation['endpoint']): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${transport}`
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

import { type Family, spanText } from '../lib/address.ts'
import type { SourceGroup } from './source-groups.ts'

/** Stretches of addresses that are named one by one. */
const mostNamed = 3

/** `192.168.1.0/24 (eth0)`, `private networks`. @param ways how many groups of its class come in by other devices: these are named then */
export function classText({ class: { kind, network }, ingress }: SourceGroup, ways: number, family: Family): string {
  if (network !== null) return `${spanText(family, network.first, network.last)} (${ingress})`
  const sources = kind === 'private' ? 'private networks' : 'anywhere'
  return ways > 1 ? `${sources} by ${ingress}` : sources
}

/** The addresses of groups that fare otherwise than their class: the longest stretches of each, and how many more. */
export function spansText(groups: readonly SourceGroup[], family: Family): string {
  const parts = groups.flatMap((group) => group.parts)
  const first = parts
    .slice(0, mostNamed)
    .flatMap(({ spans }) => spans.slice(0, mostNamed))
    .slice(0, mostNamed)
  const named = first.map((span) => spanText(family, span.first, span.last))
  const more = parts.reduce((sum, { spans }) => sum + spans.length, 0) - named.length
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}

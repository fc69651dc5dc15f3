// Ports of a server that is firewalled in every way, and what must be said of each.
/** What stands before each port of the server, and what a probe must say about it. */
const obstacles = [
  { port: 1001, icmp: 'port-unreachable', reason: 'icmp-port-unreachable' },
  { port: 1002, icmp: 'host-unreachable', reason: 'icmp-host-unreachable' },
  { port: 1003, icmp: 'no-route', reason: 'icmp-net-unreachable' },
  { port: 1004, icmp: 'admin-prohibited', reason: 'icmp-admin-prohibited' },
] as const

/** Of the server (nft). ICMP must not be limited there. */
export const truthRuleset = `table inet truth { chain input { type filter hook input priority 0
${obstacles.map(({ port, icmp }) => `meta l4proto {tcp, udp} th dport ${port} reject with icmpx type ${icmp}`).join('\n')}
meta nfproto ipv4 meta l4proto {tcp, udp} th dport 1005 reject with icmp type prot-unreachable
meta nfproto ipv4 meta l4proto {tcp, udp} th dport 1006 reject with icmp type net-prohibited
meta nfproto ipv4 meta l4proto {tcp, udp} th dport 1007 reject with icmp type host-prohibited
meta nfproto ipv6 meta l4proto {tcp, udp} th dport 1005 reject with icmpv6 type policy-fail
meta nfproto ipv6 meta l4proto {tcp, udp} th dport 1006 reject with icmpv6 type reject-route
tcp dport 1008 reject with tcp reset
meta l4proto {tcp, udp} th dport 1009 drop
}
}`

const icmpOfFamily = {
  4: { 1005: 'icmp-protocol-unreachable', 1006: 'icmp-admin-prohibited', 1007: 'icmp-admin-prohibited' },
  6: { 1005: 'icmp-admin-prohibited', 1006: 'icmp-admin-prohibited' },
} as const

/** How the two engines call the two answers of TCP. */
export type EngineWords = { readonly open: string; readonly closed: string }
export const connectWords: EngineWords = { open: 'open connected', closed: 'closed refused' }
export const rawWords: EngineWords = { open: 'open syn-ack', closed: 'closed rst' }

/** Port → `state reason`: 1000 is open, 1007 (IPv6), 1010 and 1011 are closed. */
export function truth(family: 4 | 6, transport: 'tcp' | 'udp', words = connectWords): Record<number, string> {
  const tcp = transport === 'tcp'
  const icmp = (reason: string) =>
    !tcp && reason === 'icmp-port-unreachable' ? `closed ${reason}` : `filtered ${reason}`
  const closed = tcp ? words.closed : 'closed icmp-port-unreachable'
  return {
    1000: tcp ? words.open : 'open udp-reply',
    ...Object.fromEntries(obstacles.map(({ port, reason }) => [port, icmp(reason)])),
    1007: closed,
    ...Object.fromEntries(Object.entries(icmpOfFamily[family]).map(([port, reason]) => [port, icmp(reason)])),
    1008: closed,
    1009: tcp ? 'filtered no-response' : 'open|filtered no-response',
    1010: closed,
    1011: closed,
  }
}

/** Lines of a probe report (probe.ts) by port: `state reason`. */
export function byPort(seen: readonly string[]): Record<number, string> {
  return Object.fromEntries(
    seen.map((line) => line.split(' ')).map(([, , port, ...said]) => [Number(port), said.join(' ')]),
  )
}

/**
 * What a packet meets at a port: `drop` is silence; `reset` a TCP reset; the rest are the ICMP errors of that name
 * (the same on IPv4 and IPv6; nftables' `icmpx` picks the message of the family).
 */
export type Obstacle = 'drop' | 'reset' | 'port-unreachable' | 'host-unreachable' | 'no-route' | 'admin-prohibited'

const statements: Readonly<Record<Obstacle, string>> = {
  drop: 'drop',
  reset: 'reject with tcp reset',
  'port-unreachable': 'reject with icmpx port-unreachable',
  'host-unreachable': 'reject with icmpx host-unreachable',
  'no-route': 'reject with icmpx no-route',
  'admin-prohibited': 'reject with icmpx admin-prohibited',
}

/** Ports (`'81'`, `'100-200'`, `'81, 90-95'`) and what stands there. */
export type Obstacles = Readonly<Record<string, Obstacle>>

/** An nftables ruleset that puts obstacles before the ports of a host (`input`) or of those behind a router (`forward`). */
export function obstacleRules(hook: 'input' | 'forward', obstacles: { tcp?: Obstacles; udp?: Obstacles }): string {
  const rules = (['tcp', 'udp'] as const).flatMap((transport) =>
    Object.entries(obstacles[transport] ?? {}).map(
      ([ports, obstacle]) => `    ${transport} dport { ${ports} } ${statements[obstacle]}`,
    ),
  )
  return ['table inet obstacles {', `  chain ${hook} {`, `    type filter hook ${hook} priority 0; policy accept;`]
    .concat(rules, '  }', '}', '')
    .join('\n')
}

/** An nftables ruleset under which a router loses `permille` of 1,000 packets, each way, by chance. 0 loses none. */
export function lossRules(permille: number): string {
  // The first line makes the second right also when the table is not there yet.
  const clear = 'table inet loss\ndelete table inet loss\n'
  if (permille === 0) return clear
  return `${clear}table inet loss {
  chain forward {
    type filter hook forward priority -10; policy accept;
    numgen random mod 1000 < ${permille} drop
  }
}
`
}

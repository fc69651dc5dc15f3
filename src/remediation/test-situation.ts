import type { Listener } from '../model/listener.ts'
import type { Situation } from './situation.ts'

export const redis: Listener = {
  transport: 'tcp',
  address: '0.0.0.0',
  port: 6379,
  bind: 'all',
  interface: null,
  pid: 700,
  process: 'redis-server',
  executable: '/usr/bin/redis-server',
  executableFacts: null,
  command: 'redis-server 0.0.0.0:6379',
  user: 'redis',
  unit: 'redis-server.service',
  container: null,
  netns: null,
  connections: 0,
  acceptQueue: null,
  since: null,
  processes: [],
}

/** A Redis of Debian's package that nobody uses, with nftables. */
export const situation: Situation = {
  endpoint: { address: '192.168.1.5', transport: 'tcp', port: 6379 },
  listener: redis,
  others: [],
  units: {
    service: 'redis-server.service',
    socket: null,
    socketHasOthers: false,
    triggers: [],
    along: [],
    enabled: ['redis-server.service'],
    manager: null,
  },
  published: null,
  peers: [],
  openings: [],
  untold: [],
  loopbackBy: [],
  firewall: { tool: 'nftables', because: 'The rules that are there are those of nftables', dockerUser: [] },
  distribution: ['debian'],
  networks: [{ network: '192.168.1.5/24', device: 'eth0' }],
  persistence: { nftables: '/etc/nftables.conf', iptables: { 4: '/etc/iptables/rules.v4', 6: null } },
  init: 'systemd',
  initScript: null,
  configFiles: [],
  fileText: () => null,
  mark: 'portreeve-1',
}

// A made-up inventory that every format's golden files show: both families and transports, all categories, each state,
// hostile text wherever text is foreign, a host that answers on everything, loopback listeners, deleted executables.
// Addresses are from the documentation ranges (RFC 5737, RFC 3849).
import type { CheckRecord } from '../model/check-record.ts'
import type { FirewallAnswer, FirewallRule } from '../model/firewall-answer.ts'
import type { Listener } from '../model/listener.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { ScanSummary } from '../model/scan-summary.ts'
import { madeUpTls, madeUpService as service } from '../model/test-service.ts'
import type { CheckSummary, PortsSummary, ReportHead, ReportKind } from './types.ts'

export const hostile = [
  '\x1b[2J\x1b]0;owned\x07\x9b31mred',
  '</script><img src=x onerror=alert(1)>"\'&amp;',
  "=cmd|' /C calc'!A0",
  'a|b `code` [link](http://x) **bold** $x$ @user\r\nsecond\ttab',
  '\u202egnp.exe\u202c \u200bzero\ufeff \ud800lone ]]>',
].join(' ')

const startedAt = '2026-03-01T08:00:00.000Z'
const observedAt = '2026-03-01T08:00:01.250Z'
const finishedAt = '2026-03-01T08:00:03.200Z'

export function goldenHead<K extends ReportKind>(kind: K): ReportHead<K> {
  return {
    kind,
    version: '0.1.0',
    command: `portreeve ${kind} "${hostile}"`,
    startedAt,
    ...(kind === 'scan' && { technique: 'connect' }),
    portSpecification: { tcp: '1-65535', udp: '53,123,161' },
    counts: { tcp: 65535, udp: 3 },
  }
}

const observed = (address: string, port: number, more: Partial<ScanRecord> = {}): ScanRecord => ({
  address,
  transport: 'tcp',
  port,
  state: 'open',
  reason: 'connected',
  rttMs: 0.42,
  observedAt,
  vantage: 'lab',
  hostname: null,
  name: null,
  service: null,
  category: 'normal',
  categoryReason: 'nothing speaks against it',
  advice: null,
  ...more,
})

const web = '192.0.2.10'
const db = '2001:db8::10'

export const goldenScan: readonly ScanRecord[] = [
  observed(web, 443, {
    hostname: 'www.example.test',
    name: 'https',
    service: service('https', {
      product: 'nginx',
      version: '1.22.1',
      cpe: ['cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*'],
      tls: madeUpTls({ mismatch: false }),
      facts: { status: 200 },
    }),
    categoryReason: 'https is meant to be public',
  }),
  observed(web, 22, {
    hostname: 'www.example.test',
    name: 'ssh',
    service: service('ssh', {
      product: 'OpenSSH',
      version: '9.2p1',
      cpe: ['cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*'],
      confidence: 0.9,
    }),
    category: 'administrative',
    categoryReason: 'ssh gives a shell',
    advice: 'Reach it over a VPN, with keys only.',
  }),
  observed(web, 23, {
    hostname: 'www.example.test',
    name: 'telnet',
    category: 'risky',
    categoryReason: 'port 23: telnet sends passwords in cleartext',
    advice:
      'Turn it off and use ssh instead; until then let the firewall drop 23/tcp from everywhere but your own network.',
  }),
  observed(web, 161, {
    hostname: 'www.example.test',
    transport: 'udp',
    state: 'open|filtered',
    reason: 'no-response',
    rttMs: null,
    name: 'snmp',
    category: 'other',
    categoryReason: 'it did not say whether it is open',
  }),
  observed(db, 6379, {
    name: 'redis',
    service: service('redis', { product: hostile, version: '7.0.11', facts: { authRequired: false, banner: hostile } }),
    category: 'risky',
    categoryReason: `redis without a password: ${hostile}`,
    advice: `Bind it to loopback or set requirepass. ${hostile}`,
  }),
  observed(db, 53, { transport: 'udp', reason: 'udp-reply', name: 'domain', service: service('dns'), rttMs: 1.5 }),
  observed(db, 40000, { category: 'other', categoryReason: 'nothing is known about port 40000' }),
  observed('192.0.2.9', 8080, { state: 'filtered', reason: 'icmp-admin-prohibited', name: 'http-alt', rttMs: 2 }),
  observed('192.0.2.9', 8081, { state: 'closed', reason: 'refused', rttMs: 0.1 }),
  observed('192.0.2.66', 1234, { category: 'other', categoryReason: 'answers on everything' }),
]

export const goldenScanSummary: ScanSummary = {
  startedAt,
  finishedAt,
  vantage: 'lab',
  engine: 'connect',
  technique: 'connect',
  hosts: 6,
  hostsDown: 0,
  recall: null,
  endpoints: 393_228,
  probed: 328_000,
  unprobed: 65_228,
  probesSent: 330_100,
  byState: { open: 7, closed: 65_520, filtered: 5, unfiltered: 0, 'open|filtered': 1 },
  byCategory: { normal: 2, other: 2, administrative: 1, risky: 2 },
  tallies: [
    { address: web, transport: 'tcp', state: 'closed', reason: 'refused', count: 65_532 },
    { address: web, transport: 'udp', state: 'closed', reason: 'icmp-port-unreachable', count: 2 },
    { address: db, transport: 'tcp', state: 'filtered', reason: 'no-response', count: 65_000 },
    { address: db, transport: 'tcp', state: 'filtered', reason: 'icmp-admin-prohibited', count: 533 },
    { address: '192.0.2.9', transport: 'tcp', state: 'closed', reason: 'refused', count: 65_533 },
    { address: '192.0.2.11', transport: 'tcp', state: 'closed', reason: 'refused', count: 65_535 },
    { address: '192.0.2.11', transport: 'udp', state: 'open|filtered', reason: 'no-response', count: 3 },
    { address: '192.0.2.12', transport: 'tcp', state: 'filtered', reason: 'no-response', count: 65_535 },
  ],
  pseudoServices: [
    {
      address: '192.0.2.66',
      transport: 'tcp',
      sampled: 310,
      open: 310,
      skipped: 65_225,
      evidence: [49_201, 51_877, 60_013],
    },
  ],
  notes: ['Excluded 192.0.2.255: a broadcast address holds no host.', `The file said: ${hostile}`],
  complete: true,
}

const listener = (port: number, more: Partial<Listener> = {}): Listener => ({
  transport: 'tcp',
  address: '0.0.0.0',
  port,
  bind: 'all',
  interface: null,
  pid: 812,
  process: 'sshd',
  executable: '/usr/sbin/sshd',
  executableFacts: { deleted: false, worldWritable: false, package: 'openssh-server', outsidePackage: false },
  command: '/usr/sbin/sshd -D',
  user: 'root',
  unit: 'ssh.service',
  container: null,
  netns: null,
  connections: 2,
  acceptQueue: { waiting: 0, limit: 128 },
  since: '2026-02-25T03:30:00.000Z',
  processes: [{ pid: 812, name: 'sshd', executable: '/usr/sbin/sshd', command: '/usr/sbin/sshd -D', user: 'root' }],
  ...more,
})

export const goldenPorts: readonly Listener[] = [
  listener(22, { address: '::', bind: 'dual-stack' }),
  listener(5432, {
    address: '127.0.0.1',
    bind: 'loopback',
    pid: 901,
    process: 'postgres',
    executable: '/usr/lib/postgresql/15/bin/postgres',
    user: 'postgres',
    unit: 'postgresql@15-main.service',
    connections: 0,
  }),
  listener(8080, {
    pid: 4001,
    process: hostile,
    executable: `/tmp/${hostile}`,
    executableFacts: { deleted: true, worldWritable: true, package: null, outsidePackage: true },
    command: `./x ${hostile}`,
    user: 'nobody',
    unit: null,
    container: { engine: 'docker', id: 'f00dfeedf00dfeedf00d', name: 'web-1' },
    connections: 37,
    acceptQueue: { waiting: 12, limit: 128 },
    since: '2026-03-01T07:59:30.000Z',
    processes: [
      { pid: 4001, name: hostile, executable: null, command: null, user: 'nobody' },
      { pid: 4002, name: 'worker', executable: null, command: null, user: 'nobody' },
    ],
  }),
  listener(546, {
    transport: 'udp',
    address: 'fe80::1%eth0',
    bind: 'interface',
    interface: 'eth0',
    pid: null,
    process: null,
    executable: null,
    executableFacts: null,
    command: null,
    user: null,
    unit: null,
    netns: 'blue',
    connections: null,
    acceptQueue: null,
    since: null,
    processes: [],
  }),
]

export const goldenPortsSummary: PortsSummary = {
  listedAt: startedAt,
  listeners: 4,
  notes: ['1 socket of another user has no process: run as root to see it.'],
}

const checked = (address: string, port: number, more: Partial<CheckRecord> = {}): CheckRecord => ({
  address,
  transport: 'tcp',
  port,
  name: null,
  listening: true,
  reachable: [{ from: 'self', state: 'open' }],
  exposure: 'unknown',
  why: 'firewall not judged',
  firewall: null,
  listener: null,
  service: null,
  category: 'normal',
  categoryReason: 'nothing speaks against it',
  advice: null,
  suspicions: [],
  ...more,
})

const hostileRule: FirewallRule = {
  owner: 'nftables',
  table: 'inet filter',
  chain: 'input',
  rule: `tcp dport 8080 drop comment "${hostile}"`,
  handle: 7,
  effect: 'drop',
  packets: 12,
  changedWith: 'nft delete rule inet filter input handle 7',
}

const dropped: FirewallAnswer = {
  from: 'anywhere',
  exceptFor: false,
  source: '192.0.2.1',
  ingress: 'eth0',
  verdict: 'drop',
  reason: null,
  leadsTo: null,
  decidedBy: hostileRule,
  trail: [hostileRule],
  assumptions: [],
}

const ssh: Partial<CheckRecord> = {
  name: 'ssh',
  listener: listener(22, { address: '::', bind: 'dual-stack' }),
  service: service('ssh', { product: 'OpenSSH', version: '9.2p1' }),
  category: 'administrative',
  categoryReason: 'ssh gives a shell',
}

export const goldenCheck: readonly CheckRecord[] = [
  checked(web, 22, ssh),
  checked(db, 22, ssh),
  checked('127.0.0.1', 22, { ...ssh, exposure: 'local-only', why: 'this address is loopback' }),
  checked('127.0.0.1', 5432, {
    name: 'postgresql',
    exposure: 'local-only',
    why: 'bound to loopback',
    listener: goldenPorts[1]!,
    categoryReason: 'postgresql is risky; bound to loopback',
  }),
  checked(web, 8080, {
    name: 'http-alt',
    listener: goldenPorts[2]!,
    service: service('http', { product: hostile }),
    firewall: [dropped],
    exposure: 'blocked',
    why: 'the firewall drops it',
    category: 'risky',
    categoryReason: 'an executable that was deleted serves it',
    advice: `Find out what put it there. ${hostile}`,
    suspicions: ['its executable lies in /tmp', `and ${hostile}`],
  }),
  checked(db, 123, {
    transport: 'udp',
    name: 'ntp',
    listening: false,
    reachable: [{ from: 'self', state: 'open|filtered' }],
    category: 'other',
    categoryReason: 'nothing listens, and nothing says closed',
  }),
  checked('127.0.0.1', 5432, {
    name: 'postgresql',
    reachable: [],
    exposure: 'local-only',
    why: 'bound to loopback of another network namespace',
    listener: { ...goldenPorts[1]!, netns: `blue ${hostile}` },
    categoryReason: 'postgresql is risky; bound to loopback',
  }),
]

export const goldenCheckSummary: CheckSummary = {
  startedAt,
  finishedAt,
  hostname: 'www.example.test',
  byCategory: { normal: 2, other: 1, administrative: 3, risky: 1 },
  byExposure: { unknown: 3, 'local-only': 3, blocked: 1 },
  closed: 196_600,
  filtered: 0,
  notes: ['A probe to an own address goes through lo: it says nothing about outside.'],
  complete: true,
}

import { expect, test } from 'vitest'
import type { Rule, Ruleset, Step } from '../firewall/ruleset.ts'
import { testMachine } from '../firewall/test-machine.ts'
import { parseAddress } from '../lib/address.ts'
import { dryRun, openingsOf, verdictsOf } from './dry-run.ts'
import { plansFor } from './plans.ts'
import type { FirewallNow } from './questions.ts'
import type { Situation } from './situation.ts'
import { redis, situation } from './test-situation.ts'

const own = parseAddress('192.168.1.5')!
const [first, last] = ['192.168.1.0', '192.168.1.255'].map((text) => parseAddress(text)!.value) as [bigint, bigint]

const machine = testMachine([own.value], { egressTo: (family) => (family === 4 ? 'eth0' : null) })

const now = (ruleset: Ruleset): FirewallNow => ({
  ruleset,
  machine,
  surroundings: {
    networks: [{ device: 'eth0', family: 4, first, last }],
    own: [{ family: 4, address: own.value }],
    boundaries: () => [],
    otherWays: () => [],
  },
  ufw: [],
})

const session = { address: '192.168.1.9', port: 40_000, local: '192.168.1.5', localPort: 22 }
const ssh = { ...redis, port: 22, process: 'sshd', unit: 'ssh.service' }

function run(planId: string, port: number, sessions = [session], firewall: FirewallNow | null = now({ tables: [] })) {
  const given = { ...situation, endpoint: { ...situation.endpoint, port }, listener: { ...redis, port } }
  const { effect } = plansFor(given).find(({ id }) => id === planId)!.applied!
  return dryRun(effect, given.listener, { now: firewall, listeners: [redis, ssh], sessions })
}

test('the endpoint that was meant changes, and no other', () => {
  const { changes, sessions } = run('close-in-nftables', 6379)
  const endpoint = { address: '192.168.1.5', transport: 'tcp', port: 6379 }
  const verdicts = { before: 'accept', after: 'drop' }
  expect(changes).toEqual([
    { ...endpoint, from: '192.168.1.0/24 (eth0)', ...verdicts },
    { ...endpoint, from: 'private networks', ...verdicts },
    { ...endpoint, from: 'anywhere', ...verdicts },
  ])
  expect(sessions).toEqual([{ ...session, cutBy: null }])
})

test('a network that is let through stays as it was', () => {
  const { changes } = run('only-from-192-168-1-0-24', 6379)
  expect(changes?.map(({ from }) => from)).toEqual(['private networks', 'anywhere'])
})

test('a session by the port is cut, unless it is of the network that is let through, or of this machine', () => {
  expect(run('close-in-nftables', 22).sessions[0]?.cutBy).toContain('keeps its packets out')
  expect(run('only-from-192-168-1-0-24', 22).sessions[0]?.cutBy).toBeNull()
  expect(run('only-from-192-168-1-0-24', 22, [{ ...session, address: '10.0.0.9' }]).sessions[0]?.cutBy).not.toBeNull()
  expect(
    run('close-in-nftables', 22, [{ ...session, address: '127.0.0.1', local: '127.0.0.1' }]).sessions[0]?.cutBy,
  ).toBeNull()
})

test('what ends the service that a session came in by cuts it', () => {
  expect(run('stop-unit', 22).sessions[0]?.cutBy).toContain('ends the service')
  expect(run('stop-unit', 6379).sessions[0]?.cutBy).toBeNull()
  expect(run('stop-unit', 6379).changes?.[0]).toMatchObject({ port: 6379, before: 'accept', after: 'nobody listens' })
})

test('without the rules that are there it is said that the changes cannot be told; what is added alone decides of sessions', () => {
  expect(run('close-in-nftables', 6379, [session], null)).toEqual({
    changes: null,
    sessions: [{ ...session, cutBy: null }],
  })
  expect(run('close-in-nftables', 22, [session], null).sessions[0]?.cutBy).not.toBeNull()
  const published = {
    engine: 'docker',
    container: 'db',
    containerPort: 6379,
    composeFile: null,
    composeService: null,
  } as const
  const { effect } = plansFor({ ...situation, published }).find(({ id }) => id === 'close-in-nftables')!.applied!
  const unread = { now: null, listeners: [redis], sessions: [session] }
  expect(dryRun(effect, redis, unread).sessions[0]?.cutBy).toContain('cannot be told where port 6379 leads')
})

test('all that a unit serves goes with it: a session by another of its ports is cut', () => {
  const both = [22, 2222].map((port) => ({ ...redis, port, process: 'sshd', unit: 'ssh.service' }))
  const units = { ...situation.units, service: 'ssh.service' }
  const given = { ...situation, endpoint: { ...situation.endpoint, port: 22 }, listener: both[0]!, units }
  const { effect } = plansFor(given).find(({ id }) => id === 'stop-unit')!.applied!
  const sessions = [{ ...session, localPort: 2222 }]
  const run = dryRun(effect, both[0]!, { now: now({ tables: [] }), listeners: [redis, ...both], sessions })
  expect(run.sessions[0]?.cutBy).toContain('ends the service')
  expect(new Set(run.changes?.map(({ port }) => port))).toEqual(new Set([22, 2222]))
})

const dport = (port: number): Step => ({
  ...{ kind: 'match', key: [{ field: 'th dport' }], negated: false },
  elements: [[[BigInt(port), BigInt(port)]]],
})
const rule = (...steps: Step[]): Rule => ({ handle: 1, steps, tracks: [4], text: 'a rule' })
const chain = (table: string, name: string, hook: 'prerouting' | 'input', rules: readonly Rule[]): Ruleset => {
  const type = hook === 'input' ? 'filter' : 'nat'
  const base = { hook, type, priority: hook === 'input' ? 0 : -100, policy: 'accept', devices: [] } as const
  return { tables: [{ family: 'ip', name: table, chains: new Map([[name, { name, base, rules }]]) }] }
}
const leading = (address: bigint | null, port: number): FirewallNow => {
  const to = { address, port }
  const firewall = now(chain('nat', 'p', 'prerouting', [rule(dport(8080), { kind: 'translate', to, family: 4 })]))
  return { ...firewall, machine: { ...machine, forwards: () => true } }
}
const nobody = (openings: Situation['openings'], port = 8080) => ({
  ...situation,
  ...{ endpoint: { ...situation.endpoint, port }, listener: null, openings },
})

test('rules of iptables-legacy go to the chain that is there, and are told in the words of their owner', () => {
  const jump: Rule = rule({ kind: 'verdict', verdict: { kind: 'jump', chain: 'ufw-user-input' } })
  const allow = rule(dport(6379), { kind: 'verdict', verdict: { kind: 'accept' } })
  const { tables } = chain('filter (legacy)', 'INPUT', 'input', [jump])
  const chains = new Map([
    ...tables[0]!.chains,
    ['ufw-user-input', { name: 'ufw-user-input', base: null, rules: [allow] }],
  ])
  const firewall = now({ tables: [{ ...tables[0]!, tool: 'iptables-legacy', chains }] })
  const given = { ...situation, firewall: { ...situation.firewall!, tool: 'ufw' as const } }
  const { effect } = plansFor(given).find(({ id }) => id === 'close-in-ufw')!.applied!
  const { changes } = dryRun(effect, redis, { now: firewall, listeners: [redis], sessions: [] })
  expect(new Set(changes?.map(({ before, after }) => `${before} ${after}`))).toEqual(new Set(['accept drop']))
  expect(openingsOf(firewall, situation.endpoint)[0]?.rule).toBe('ufw: a rule')
})

test('a port that nobody serves here and a rule leads elsewhere is one that changes, and is asked about afterwards', () => {
  const firewall = leading(parseAddress('10.0.0.2')!.value, 5432)
  const given = nobody(openingsOf(firewall, nobody([]).endpoint))
  const { effect } = plansFor(given).find(({ id }) => id === 'close-in-nftables')!.applied!
  const { changes } = dryRun(effect, null, { now: firewall, listeners: [redis], sessions: [] })
  expect(changes?.map(({ port, before, after }) => `${port} ${before} ${after}`)).toContain('8080 accept drop')
  expect(verdictsOf(firewall, given.endpoint, null).map(({ verdict }) => verdict)).toContain('accept')
  expect(verdictsOf(firewall, given.endpoint, [])).toEqual([])
})

test('the rule that leads elsewhere is named, not the one that lets through what it has led', () => {
  const firewall = leading(null, 6379)
  const allow = { ...rule(dport(6379), { kind: 'verdict', verdict: { kind: 'accept' } }), text: 'let in' }
  const tables = [...firewall.ruleset.tables, ...chain('filter', 'i', 'input', [allow]).tables]
  const openings = openingsOf({ ...firewall, ruleset: { tables } }, nobody([]).endpoint)
  expect(new Set(openings.map((each) => each.rule))).toEqual(new Set(['nftables ip nat p: a rule']))
  expect(openingsOf({ ...firewall, ruleset: { tables } }, situation.endpoint)[0]?.rule).toBe(
    'nftables ip filter i: let in',
  )
})

test('where rules tell more sources apart than can be judged, it is not said to be closed', () => {
  const of = (i: number): Step => {
    const at = (203n << 24n) + BigInt(2 * i)
    return { kind: 'match', key: [{ field: 'ip saddr' }], elements: [[[at, at]]], negated: false }
  }
  const marks = Array.from({ length: 80 }, (_, i) =>
    rule(of(i), dport(6379), { kind: 'assign', field: 'meta mark', value: BigInt(i) }),
  )
  const firewall = now(chain('filter', 'i', 'input', marks))
  expect(verdictsOf(firewall, situation.endpoint, null).map(({ verdict }) => verdict)).toContain('unknown')
})

test('a port that is led to another of this machine is closed there', () => {
  const firewall = leading(null, 6379)
  const given = nobody(openingsOf(firewall, nobody([]).endpoint))
  const { effect } = plansFor(given).find(({ id }) => id === 'close-in-nftables')!.applied!
  const { changes } = dryRun(effect, null, { now: firewall, listeners: [redis], sessions: [session] })
  expect(new Set(changes?.map(({ port, after }) => `${port} ${after}`))).toEqual(new Set(['8080 drop']))
})

test('a session from the machine that a port leads to may have come by that port', () => {
  const firewall = leading(parseAddress('10.0.0.2')!.value, 22)
  const given = nobody(openingsOf(firewall, nobody([]).endpoint))
  const { effect } = plansFor(given).find(({ id }) => id === 'close-in-nftables')!.applied!
  const sessions = [{ ...session, address: '10.0.0.2' }, session]
  const proofs = dryRun(effect, null, { now: firewall, listeners: [ssh], sessions }).sessions
  expect(proofs[0]?.cutBy).toContain('leads to 10.0.0.2')
  expect(proofs[1]?.cutBy).toBeNull()
})

test('whom ufw is to let in, it lets in before all other rules: a port that was closed opens for them', () => {
  const given = { ...situation, firewall: { ...situation.firewall!, tool: 'ufw' as const } }
  const { effect } = plansFor(given).find(({ id }) => id === 'only-from-192-168-1-0-24')!.applied!
  const closed = chain('filter', 'ufw-user-input', 'input', [
    rule(dport(6379), { kind: 'verdict', verdict: { kind: 'drop' } }),
  ])
  const { changes } = dryRun(effect, redis, { now: now(closed), listeners: [redis], sessions: [] })
  expect(changes?.map(({ from, before, after }) => [from, before, after])).toEqual([
    ['192.168.1.0/24 (eth0)', 'drop', 'accept'],
  ])
})

test('a tunnel is not closed under the session that comes by it, nor what keeps the address', () => {
  const inTunnel = { ...now({ tables: [] }), machine: { ...machine, egressTo: () => 'wg0' } }
  const wireguard = { ...redis, transport: 'udp' as const, process: null, pid: null }
  const cutBy = (port: number, firewall: FirewallNow, listener = { ...wireguard, port }) => {
    const given = { ...situation, endpoint: { ...situation.endpoint, transport: 'udp' as const, port }, listener }
    const { effect } = plansFor(given).find(({ id }) => id === 'close-in-nftables')!.applied!
    return dryRun(effect, listener, { now: firewall, listeners: [listener], sessions: [session] }).sessions[0]?.cutBy
  }
  expect(cutBy(51_820, inTunnel)).toContain('tunnel of udp port 51820 (wg0)')
  expect(cutBy(51_820, now({ tables: [] }))).toBeNull()
  expect(cutBy(68, now({ tables: [] }))).toContain('DHCP')
})

const sport = (port: number): Step => ({
  ...{ kind: 'match', key: [{ field: 'tcp sport' }], negated: false },
  elements: [[[BigInt(port), BigInt(port)]]],
})
const verdict = (kind: 'accept' | 'drop'): Step => ({ kind: 'verdict', verdict: { kind } })

test('who gets in by a port of his own choice is shown, before it is closed and when it is not', () => {
  const firewall = now(chain('filter', 'i', 'input', [rule(sport(53), verdict('accept')), rule(verdict('drop'))]))
  const { effect } = plansFor(situation).find(({ id }) => id === 'close-in-nftables')!.applied!
  const { changes } = dryRun(effect, redis, { now: firewall, listeners: [redis], sessions: [] })
  expect(changes?.map(({ from, before, after }) => [from, before, after])).toEqual([
    ['192.168.1.0/24 (eth0) with source port 53', 'accept', 'drop'],
    ['private networks with source port 53', 'accept', 'drop'],
    ['anywhere with source port 53', 'accept', 'drop'],
  ])
  expect(openingsOf(firewall, situation.endpoint).map(({ from }) => from)).toContain('anywhere with source port 53')
  const open = verdictsOf(firewall, situation.endpoint, null).filter((each) => each.verdict === 'accept')
  expect(open.map(({ from }) => from)).toContain('anywhere with source port 53')
})

test('of sources that cannot be judged it is said so, and why', () => {
  const bits: Step = { kind: 'match', key: [{ field: 'ip saddr', mask: 2n }], elements: [[[2n, 2n]]], negated: false }
  const firewall = now(chain('filter', 'i', 'input', [rule(bits, verdict('drop'))]))
  const { effect } = plansFor(situation).find(({ id }) => id === 'close-in-nftables')!.applied!
  const { changes } = dryRun(effect, redis, { now: firewall, listeners: [redis], sessions: [] })
  expect(changes?.filter(({ before }) => before === 'unknown').map(({ from }) => from)).toEqual([
    'some of these (a rule looks at single bits of their addresses)',
  ])
})

test('a port of which it cannot be told where it leads is not closed under a session that it may lead to', () => {
  const [mask, bits] = [0xffffffn, 0x123456n]
  const some: Step = { kind: 'match', key: [{ field: 'ip saddr', mask }], elements: [[[bits, bits]]], negated: false }
  const leadTo = (text: string): FirewallNow => {
    const to = { address: parseAddress(text)!.value, port: 22 }
    return {
      ...now(chain('nat', 'p', 'prerouting', [rule(dport(8080), some, { kind: 'translate', to, family: 4 })])),
      machine: { ...machine, forwards: () => true },
    }
  }
  const cutBy = (firewall: FirewallNow) => {
    const given = nobody(openingsOf(firewall, nobody([]).endpoint))
    const { effect } = plansFor(given).find(({ id }) => id === 'close-in-nftables')!.applied!
    const sessions = [{ ...session, address: '10.0.0.2' }]
    return dryRun(effect, null, { now: firewall, listeners: [ssh], sessions }).sessions[0]?.cutBy
  }
  expect(cutBy(leadTo('10.0.0.2'))).toContain('cannot be told whether port 8080 leads to 10.0.0.2')
  expect(cutBy(leadTo('10.0.0.3'))).toBeNull()
})

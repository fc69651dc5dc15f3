import { expect, test } from 'vitest'
import type { Machine } from '../firewall/packet.ts'
import type { Ruleset } from '../firewall/ruleset.ts'
import { parseAddress } from '../lib/address.ts'
import { dryRun, type FirewallNow } from './dry-run.ts'
import { plansFor } from './plans.ts'
import { redis, situation } from './test-situation.ts'

const own = parseAddress('192.168.1.5')!
const [first, last] = ['192.168.1.0', '192.168.1.255'].map((text) => parseAddress(text)!.value) as [bigint, bigint]

const machine: Machine = {
  isOwn: (_, address) => address === own.value,
  forwards: () => false,
  egressTo: (family) => (family === 4 ? 'eth0' : null),
  addressOf: () => own.value,
  acceptsFrom: () => true,
  leadsBack: () => true,
  routesLoopback: () => false,
  isBroadcast: () => false,
  below: () => [],
  programOn: () => null,
}

const now = (ruleset: Ruleset): FirewallNow => ({
  ruleset,
  machine,
  surroundings: {
    networks: [{ device: 'eth0', family: 4, first, last }],
    own: [{ family: 4, address: own.value }],
    boundaries: () => [],
  },
})

const session = { address: '192.168.1.9', port: 40_000, local: '192.168.1.5', localPort: 22 }
const ssh = { ...redis, port: 22, process: 'sshd' }

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
    { ...endpoint, from: 'the network of eth0', ...verdicts },
    { ...endpoint, from: 'anywhere', ...verdicts },
  ])
  expect(sessions).toEqual([{ ...session, cutBy: null }])
})

test('a network that is let through stays as it was', () => {
  const { changes } = run('only-from-192-168-1-0-24', 6379)
  expect(changes?.map(({ from }) => from)).toEqual(['anywhere'])
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
})

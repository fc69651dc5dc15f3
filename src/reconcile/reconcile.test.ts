import { describe, expect, it } from 'vitest'
import type { Listener } from '../model/listener.ts'
import type { Observation } from '../model/observation.ts'
import { type ReconcileInput, reconcile } from './reconcile.ts'

const own = [
  { address: '127.0.0.1', interface: 'lo' },
  { address: '::1', interface: 'lo' },
  { address: '10.0.0.5', interface: 'eth0' },
  { address: 'fd00::5', interface: 'eth0' },
]

function listener(fields: Partial<Listener>): Listener {
  return {
    transport: 'tcp',
    address: '0.0.0.0',
    port: 6379,
    bind: 'all',
    interface: null,
    pid: null,
    process: null,
    executable: null,
    executableFacts: null,
    command: null,
    user: null,
    unit: null,
    container: null,
    netns: null,
    connections: 0,
    acceptQueue: null,
    since: null,
    processes: [],
    ...fields,
  }
}

function seen(fields: Partial<Observation>): Observation {
  return {
    address: '10.0.0.5',
    transport: 'tcp',
    port: 6379,
    state: 'open',
    reason: 'connected',
    rttMs: 0.1,
    observedAt: '2026-01-01T00:00:00.000Z',
    vantage: 'here',
    ...fields,
  }
}

const nothing = {
  ...{ listeners: [], selfObservations: [], firewall: null, namespaces: new Map(), outside: [] },
  askedPorts: () => [{ first: 1, last: 65_535 }],
}
const rowsOf = (input: Partial<ReconcileInput>) => reconcile({ ...nothing, own, ...input })
const addressesOf = (input: Partial<ReconcileInput>) => rowsOf(input).map(({ address }) => address)

describe('which addresses a listener is a row of', () => {
  it.each([
    ['an IPv4 wildcard', { address: '0.0.0.0', bind: 'all' }, ['127.0.0.1', '10.0.0.5']],
    ['an IPv6-only wildcard', { address: '::', bind: 'all' }, ['::1', 'fd00::5']],
    ['a dual-stack socket', { address: '::', bind: 'dual-stack' }, ['127.0.0.1', '::1', '10.0.0.5', 'fd00::5']],
    ['a device-bound wildcard', { bind: 'interface', interface: 'eth0' }, ['10.0.0.5']],
    [
      'a device-bound dual-stack wildcard',
      { address: '::', bind: 'interface', interface: 'eth0', dualStack: true },
      ['10.0.0.5', 'fd00::5'],
    ],
    ['one address', { address: '127.0.0.53', bind: 'loopback' }, ['127.0.0.53']],
    ['another network namespace', { netns: 'blue' }, ['0.0.0.0']],
  ] as const)('%s', (_, fields, expected) => {
    expect(addressesOf({ listeners: [listener(fields)] })).toEqual(expected)
  })

  it('gives a row to the specific socket when a wildcard one shares its port', () => {
    const specific = listener({ address: '10.0.0.5', bind: 'interface', process: 'specific' })
    const rows = rowsOf({ listeners: [specific, listener({ process: 'wildcard' })] })
    expect(rows.map((row) => [row.address, row.listener?.process])).toEqual([
      ['127.0.0.1', 'wildcard'],
      ['10.0.0.5', 'specific'],
    ])
  })

  it('gives a row to the closest socket, whatever the order they are listed in', () => {
    const sockets = [
      listener({ address: '10.0.0.5', bind: 'interface', process: 'address' }),
      listener({ bind: 'interface', interface: 'eth0', process: 'device' }),
      listener({ process: 'ipv4' }),
      listener({ address: '::', bind: 'dual-stack', process: 'dual-stack' }),
    ]
    const server = (listeners: Listener[]) =>
      rowsOf({ listeners }).find(({ address }) => address === '10.0.0.5')?.listener?.process
    for (const [first, socket] of sockets.entries()) {
      const others = sockets.slice(first + 1)
      expect([server([socket, ...others]), server([...others, socket])]).toEqual([socket.process, socket.process])
    }
  })
})

describe('exposure before the firewall is judged', () => {
  it('never takes an answer through lo for outside reachability', () => {
    const [, row] = rowsOf({ listeners: [listener({})], selfObservations: [seen({})] })
    expect(row).toMatchObject({ exposure: 'unknown', reachable: [{ from: 'self', state: 'open' }], firewall: null })
    expect(row?.why).toContain('firewall not judged')
  })

  it('is local-only on loopback, and says when the same socket serves more', () => {
    const [bound] = rowsOf({ listeners: [listener({ address: '127.0.0.1', bind: 'loopback' })] })
    expect(bound).toMatchObject({ exposure: 'local-only', why: 'bound to loopback' })
    const [wide] = rowsOf({ listeners: [listener({})] })
    expect(wide?.exposure).toBe('local-only')
    expect(wide?.why).toContain('also serves the other addresses')
  })

  it('is unknown in another network namespace, whose addresses are not ours', () => {
    const [row] = rowsOf({ listeners: [listener({ netns: 'blue' })], selfObservations: [seen({ address: '0.0.0.0' })] })
    expect(row).toMatchObject({ exposure: 'unknown', reachable: [] })
    expect(row?.why).toContain('blue')
  })
})

describe('what only one side shows', () => {
  it('makes a row of what answers without a listener', () => {
    const [row] = rowsOf({ selfObservations: [seen({ port: 9 })] })
    expect(row).toMatchObject({ listening: false, listener: null, port: 9, exposure: 'unknown' })
    expect(row?.why).toContain('no listener was found')
  })

  it('makes no row of closed ports, nor of UDP silence that nothing here explains', () => {
    const states = ['closed', 'filtered', 'open|filtered'] as const
    expect(rowsOf({ selfObservations: states.map((state, port) => seen({ state, port })) })).toEqual([])
  })

  it('takes a silent UDP port for open where somebody is seen to serve it', () => {
    const silent = seen({ transport: 'udp', state: 'open|filtered' })
    const rows = rowsOf({ listeners: [listener({ transport: 'udp' })], selfObservations: [silent] })
    expect(rows.find(({ address }) => address === '10.0.0.5')?.reachable).toEqual([{ from: 'self', state: 'open' }])
  })

  it('says when a listener did not answer', () => {
    const rows = rowsOf({ listeners: [listener({})], selfObservations: [seen({ state: 'filtered' })] })
    expect(rows[1]?.why).toContain('got no answer')
  })
})

describe('other vantages', () => {
  const web = seen({ vantage: 'web', port: 8080 })

  it('make rows of what they saw open, and stand beside what was seen from here', () => {
    const [row, ...others] = rowsOf({ outside: [web] })
    expect([row, others]).toMatchObject([{ port: 8080, listening: false, exposure: 'unexplained' }, []])
    const rows = rowsOf({
      listeners: [listener({ port: 8080 })],
      selfObservations: [seen({ port: 8080 })],
      outside: [web],
    })
    expect(rows.find(({ address }) => address === '10.0.0.5')?.reachable).toEqual([
      { from: 'self', state: 'open' },
      { from: 'web', state: 'open' },
    ])
  })

  it('say nothing of addresses that are not ours, nor of what they saw closed where nobody listens', () => {
    expect(
      rowsOf({
        outside: [
          { ...web, address: '192.0.2.9' },
          { ...web, state: 'closed' },
        ],
      }),
    ).toEqual([])
  })
})

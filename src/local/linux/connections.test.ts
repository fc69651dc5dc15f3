import { expect, test } from 'vitest'
import { countConnections } from './connections.ts'
import { groupSockets } from './groups.ts'
import type { EstablishedSocket } from './socket.ts'
import { listeningSocket as socket } from './test-sockets.ts'

type Near = Partial<EstablishedSocket> & { readonly address: string }

/** Connections by listener, in the order of the listeners. */
function counts(listeners: Parameters<typeof socket>[0][], near: readonly Near[]): number[] {
  const groups = groupSockets(listeners.map(socket))
  const counted = countConnections(
    groups,
    near.map((one) => ({ port: 80, device: 0, ...one })),
  )
  return groups.map((group) => counted.get(group) ?? 0)
}

const dualStack = { family: 6, address: '::', v6only: false } as const
const onlyIpv6 = { family: 6, address: '::', v6only: true } as const

test('a connection belongs to the listener of its very address first, then to a wildcard', () => {
  const near = [{ address: '10.0.0.1' }, { address: '10.0.0.2' }, { address: '10.0.0.2', port: 81 }]
  expect(counts([{ address: '10.0.0.1' }, { address: '0.0.0.0' }], near)).toEqual([1, 1])
})

test('IPv4 goes to [::] only where that takes it', () => {
  const near = [{ address: '10.0.0.1' }, { address: '2001:db8::1' }]
  expect(counts([dualStack], near)).toEqual([2])
  expect(counts([onlyIpv6], near)).toEqual([1])
  expect(counts([onlyIpv6, { address: '0.0.0.0' }], near)).toEqual([1, 1])
})

test('a listener tied to a device takes what comes by that device', () => {
  const near = [
    { address: '10.0.0.1', device: 2 },
    { address: '10.0.0.1', device: 3 },
  ]
  expect(counts([{ address: '0.0.0.0', device: 2 }, { address: '0.0.0.0' }], near)).toEqual([1, 1])
  expect(counts([{ address: '0.0.0.0', device: 2 }], near)).toEqual([1])
})

test('UDP has no connections to count, and a quiet port has none', () => {
  expect(counts([{ transport: 'udp' }, {}], [{ address: '127.0.0.1', port: 81 }])).toEqual([0, 0])
  expect(counts([{ transport: 'udp' }], [{ address: '127.0.0.1' }])).toEqual([0])
})

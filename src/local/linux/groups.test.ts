import { expect, test } from 'vitest'
import { acceptQueueOf, assumeV6only, groupSockets } from './groups.ts'
import { listeningSocket as socket } from './test-sockets.ts'

const shapes = (...sockets: ReturnType<typeof socket>[]) =>
  groupSockets(sockets).map((group) => group.sockets.map(({ inode }) => inode))

test('sockets that share a port are one group, in the order of appearance', () => {
  const shared = { address: '10.0.0.1', port: 80 }
  expect(
    shapes(socket({ ...shared, inode: 1 }), socket({ port: 81, inode: 2 }), socket({ ...shared, inode: 3 })),
  ).toEqual([[1, 3], [2]])
})

test.each([
  ['transport', { transport: 'udp' }],
  ['address', { address: '0.0.0.0' }],
  ['port', { port: 81 }],
  ['device', { device: 1 }],
  ['device of the highest number', { device: 0xffff_ffff }],
  ['leaving IPv4 alone', { v6only: true }],
] as const)('another %s is another group', (_, difference) => {
  expect(shapes(socket({ inode: 1 }), socket({ ...difference, inode: 2 }))).toEqual([[1], [2]])
})

test('a port of one device is not the next port of another', () => {
  expect(shapes(socket({ device: 0, port: 65_535 }), socket({ device: 1, port: 0 }))).toHaveLength(2)
})

test('the queues of a group add up, and are unknown when one is', () => {
  const [group] = groupSockets([
    socket({ acceptQueue: { waiting: 1, limit: 10 } }),
    socket({ acceptQueue: { waiting: 2, limit: 20 } }),
  ])
  expect(acceptQueueOf(group!)).toEqual({ waiting: 3, limit: 30 })
  const [unknown] = groupSockets([socket({ acceptQueue: { waiting: 1, limit: 10 } }), socket({ acceptQueue: null })])
  expect(acceptQueueOf(unknown!)).toBeNull()
})

test('whether [::] takes IPv4 is assumed from its neighbour and the default', () => {
  const wildcard = socket({ family: 6, address: '::', v6only: null, port: 80 })
  const v6only = (bindv6only: boolean, ...others: ReturnType<typeof socket>[]) =>
    assumeV6only([wildcard, ...others], bindv6only)[0]?.v6only
  expect(v6only(false)).toBe(false)
  expect(v6only(true)).toBe(true)
  expect(v6only(false, socket({ address: '0.0.0.0', port: 80 }))).toBe(true)
  expect(v6only(false, socket({ address: '0.0.0.0', port: 81 }))).toBe(false)
  expect(v6only(false, socket({ address: '0.0.0.0', port: 80, transport: 'udp' }))).toBe(false)
})

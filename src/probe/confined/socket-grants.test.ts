// What is refused before anything is opened: needs no privilege.
import { existsSync, openSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { closeAll, receiveDescriptors, socketPair } from '../../libc/descriptor-passing.ts'
import { paceNamed } from '../pacing/pace.ts'
import type { RawOrder } from '../raw/channel.ts'
import type { Request } from './said.ts'
import { SocketGrants } from './socket-grants.ts'

const order: RawOrder = {
  kind: 'scan',
  plan: {
    space: { addresses: [], tcp: [], udp: [] },
    seed: 1,
    shard: { index: 0, count: 1 },
    pace: paceNamed('default'),
    retries: 1,
    allStates: false,
    vantage: 'here',
  },
  scanners: 1,
  capture: null,
}
const withCapture = () => {
  const descriptor = openSync('/dev/null', 'w')
  return { order: { ...order, capture: { path: '/nowhere/scan.pcap', descriptor } }, descriptor }
}
const request: Request = { kind: 'open', what: 'packet', name: 'no-such-if', tcp: 61_000, udp: 62_000, count: 17 }

function grants() {
  const [near, far] = socketPair('messages')
  const given = new SocketGrants(near)
  onTestFinished(() => {
    given.close()
    closeAll([far])
  })
  const next = () => {
    const bytes = new Uint8Array(4096)
    const { length, descriptors } = receiveDescriptors(far, bytes)
    return { ...JSON.parse(new TextDecoder().decode(bytes.subarray(0, length))), descriptors }
  }
  return { given, next }
}

test('nothing before there is an order', () => {
  const { given } = grants()
  expect(() => given.answer(request)).toThrow('before there was an order')
})

const impossible: [string, Partial<Request>][] = [
  ['ports below its own', { tcp: 60_999 }],
  ['ports above its own', { udp: 64_990 }],
  ['too many ports', { count: 65 }],
  ['no ports', { count: 0 }],
  ['a path for an interface', { name: '../eth0' }],
  ['no interface', { name: '' }],
  ['the capture of a link that it does not have', { what: 'capture', name: 'eth0' }],
  ['a capture elsewhere', { what: 'capture', name: '../../etc/cron.d/x' }],
]
test.each(impossible)('refused: %s', (_what, change) => {
  const { given } = grants()
  given.allow(withCapture().order)
  expect(() => given.answer({ ...request, ...change })).toThrow(RangeError)
})

test('a capture file that nobody asks for is closed in the end', () => {
  const [socket, far] = socketPair('messages')
  onTestFinished(() => closeAll([far]))
  const given = new SocketGrants(socket)
  const { order, descriptor } = withCapture()
  given.allow(order)
  expect(existsSync(`/proc/self/fd/${descriptor}`)).toBe(true)
  given.close()
  expect(existsSync(`/proc/self/fd/${descriptor}`)).toBe(false)
})

test('what the kernel refuses is an answer; asking twice, or with other ports, is not done', () => {
  const { given, next } = grants()
  given.allow(order)
  given.answer(request)
  // As root there is no such interface; anybody else may open no packet socket.
  expect(next()).toMatchObject({ refusal: { errno: expect.any(Number) }, descriptors: [] })
  expect(() => given.answer(request)).toThrow('for the second time')
  expect(() => given.answer({ ...request, name: 'eth7', tcp: 61_001 })).toThrow('ports that are not our own')
})

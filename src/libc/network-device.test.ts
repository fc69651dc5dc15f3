import { afterAll, beforeAll, expect, test } from 'vitest'
import { SystemCallError } from './library.ts'
import { ARPHRD_LOOPBACK, IFF_UP, networkDevice } from './network-device.ts'
import { AF_INET, close, SOCK_DGRAM, socket } from './socket.ts'

let fd: number
beforeAll(() => {
  fd = socket(AF_INET, SOCK_DGRAM, 0)
})
afterAll(() => void close(fd))

test('the loopback interface', () => {
  const lo = networkDevice(fd, 'lo')
  expect(lo).toMatchObject({ name: 'lo', index: 1, hardwareType: ARPHRD_LOOPBACK, hardwareAddress: new Uint8Array(6) })
  expect(lo.mtu).toBeGreaterThanOrEqual(1500)
  expect(lo.flags & IFF_UP).toBe(IFF_UP)
})

test('a name that is nobody’s', () => {
  expect(() => networkDevice(fd, 'no-such-device-at-all')).toThrow(SystemCallError)
  expect(() => networkDevice(fd, '')).toThrow(/ENODEV/)
})

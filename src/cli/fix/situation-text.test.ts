import { expect, test } from 'vitest'
import type { Situation } from '../../remediation/situation.ts'
import { redis, situation } from '../../remediation/test-situation.ts'
import { situationText } from './situation-text.ts'

const text = (given: Partial<Situation>, isClosable = true) => situationText({ ...situation, ...given }, isClosable)
const at = (address: string) => ({ endpoint: { ...situation.endpoint, address } })

test('who named one address is told that the socket has all', () => {
  const other = { ...redis, address: '::' }
  expect(text({})).toBe(
    '192.168.1.5:6379/tcp is served by redis-server, which listens at all IPv4 addresses. Ways to close it, the best first:',
  )
  expect(text({ others: [other] })).toContain('at all addresses')
  expect(text({ others: [{ ...other, pid: 701 }] })).toContain('at all IPv4 addresses')
  expect(text({ listener: { ...other, bind: 'dual-stack' } })).toContain('at all addresses')
  expect(text({ listener: { ...redis, bind: 'interface', address: '192.168.1.5' } })).not.toContain('listens at')
  expect(text(at('0.0.0.0'))).not.toContain('listens at')
})

test('loopback is reached by nobody outside, but for neighbours where a device is set to take such packets', () => {
  expect(text(at('::1'), false)).toBe(
    '[::1]:6379/tcp is loopback: redis-server listens there, and nobody outside of this machine reaches it. The same socket has other addresses, too: portreeve fix *:6379',
  )
  const listener = { ...redis, bind: 'loopback', address: '127.0.0.1' } as const
  expect(text({ ...at('127.0.0.1'), listener })).toMatch(/nobody outside of this machine reaches it\.$/)
  expect(text({ ...at('127.0.0.1'), loopbackBy: ['eth0'] }, false)).toContain('the neighbours at eth0')
  expect(text({ ...at('::1'), loopbackBy: ['eth0'] }, false)).toContain('nobody outside')
})

test('that no rule opens it is said as far as it is known', () => {
  expect(text({ listener: null })).toBe('nobody listens on 192.168.1.5:6379/tcp, and no rule opens it')
  expect(text({ listener: null, untold: ['everybody (too many)'] })).toContain(
    'as far as can be told: it cannot of packets from everybody (too many)',
  )
  expect(text({ listener: null, openings: null })).toContain('cannot be told')
})

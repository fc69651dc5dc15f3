import { expect, test } from 'vitest'
import { newAttempt } from '../attempt.ts'
import { Hosts } from '../hosts/hosts.ts'
import { kernelRepeats, Timeouts } from './timeouts.ts'

const attemptOf = (changes: object) => ({ ...newAttempt(), row: 0, distance: 'beyond' as const, ...changes })

function setUp(hosts = 2) {
  return new Timeouts(new Hosts(hosts, () => true))
}

test('starts at a second for far hosts, doubles, and stays below the ceiling', () => {
  const timeouts = setUp()
  expect([0, 1, 2, 9].map((attempts) => timeouts.of(attemptOf({ attempts })))).toEqual([950, 1900, 3000, 3000])
})

test('near hosts are given up before the kernel sends its own second SYN', () => {
  for (const distance of ['own', 'onLink'] as const) {
    for (const attempts of [0, 1, 2, 7]) {
      expect(kernelRepeats(setUp().of(attemptOf({ distance, attempts })))).toBe(0)
    }
  }
  expect([999, 1000, 3000].map(kernelRepeats)).toEqual([0, 1, 3])
})

test('follows the round trips of a host: SRTT + 4 RTTVAR (RFC 6298 §2), not below the floor', () => {
  const timeouts = setUp()
  timeouts.answered(attemptOf({}), 200)
  expect(timeouts.of(attemptOf({}))).toBeCloseTo(200 + 4 * 100, 3)
  for (let i = 0; i < 100; i++) timeouts.answered(attemptOf({}), 1)
  expect(timeouts.of(attemptOf({}))).toBe(150)
})

test('waits for a silent host longer at its later attempts than for one that answers fast', () => {
  const timeouts = setUp()
  for (let i = 0; i < 100; i++) timeouts.answered(attemptOf({}), 1)
  expect(timeouts.of(attemptOf({ row: 1 }))).toBe(250)
  expect(timeouts.of(attemptOf({ row: 1, attempts: 1 }))).toBe(950)
  expect(timeouts.of(attemptOf({ attempts: 1 }))).toBe(150)
})

test('gives services that answer datagrams more time', () => {
  const timeouts = setUp()
  for (let i = 0; i < 100; i++) timeouts.answered(attemptOf({}), 1)
  expect(timeouts.of(attemptOf({ transport: 'udp' }))).toBe(400)
})

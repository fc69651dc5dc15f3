import { expect, test } from 'vitest'
import { newAttempt } from './flight.ts'
import { Hosts } from './hosts.ts'
import { Timeouts } from './timeouts.ts'

const attemptOf = (changes: object) => ({ ...newAttempt(), row: 0, distance: 'beyond' as const, ...changes })

function setUp(hosts = 2) {
  return new Timeouts(new Hosts(hosts, () => true))
}

test('starts at a second for far hosts, doubles, and stays below the ceiling', () => {
  const timeouts = setUp()
  expect([0, 1, 2, 9].map((attempts) => timeouts.of(attemptOf({ attempts })))).toEqual([1000, 2000, 3000, 3000])
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
  expect(timeouts.of(attemptOf({ row: 1, attempts: 1 }))).toBe(1000)
  expect(timeouts.of(attemptOf({ attempts: 1 }))).toBe(150)
})

test('gives services that answer datagrams more time', () => {
  const timeouts = setUp()
  for (let i = 0; i < 100; i++) timeouts.answered(attemptOf({}), 1)
  expect(timeouts.of(attemptOf({ transport: 'udp' }))).toBe(400)
})

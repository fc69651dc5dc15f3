import { expect, it } from 'vitest'
import { isLinuxEphemeral, rangeOf } from './ranges.ts'

it.each([
  [0, 'well-known'],
  [1023, 'well-known'],
  [1024, 'registered'],
  [49_151, 'registered'],
  [49_152, 'dynamic'],
  [65_535, 'dynamic'],
])('RFC 6335 section 6: %i is %s', (port, range) => expect(rangeOf(port)).toBe(range))

it.each([
  [32_767, false],
  [32_768, true],
  [60_999, true],
  [61_000, false],
])('Linux hands out %i: %s', (port, handedOut) => expect(isLinuxEphemeral(port)).toBe(handedOut))

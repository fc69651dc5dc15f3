import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesUpTo, uint8, uint32 } from './arbitraries.ts'
import { emitIcmp, IcmpView, parseIcmp } from './icmp.ts'

test('emit, then parse, is the identity', () => {
  const message = fc.record({ type: uint8, code: uint8, rest: uint32, body: bytesUpTo(100) })
  fc.assert(
    fc.property(message, fc.nat(20), (value, at) => {
      const bytes = new Uint8Array(200)
      const end = at + emitIcmp(value, bytes, at)
      const view = new IcmpView()
      expect(view.at(bytes, at, end)).toBe(true)
      expect(parseIcmp(view)).toEqual(value)
      expect([view.id, view.sequence]).toEqual([value.rest >>> 16, value.rest & 0xffff])
    }),
  )
})

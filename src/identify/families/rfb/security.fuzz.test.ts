import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../../reply.ts'
import { isWholeOffer, securityIn } from './security.ts'

it.each([
  ['\x02\x02\x01', false, ['VNC password', 'none'], ''],
  ['\0\0\0\x01', true, ['none'], ''],
  ['\0\0\0\0\x03why', false, [], 'why'],
  ['\0\0\0\0\0\0\0\x03why', true, [], 'why'],
  ['\x01\xc8', false, ['type 200'], ''],
])('reads %j', (text, isOld, types, reason) => {
  const security = securityIn(Reply.of(text), isOld)!
  expect(security.types.map(({ name }) => name)).toEqual(types)
  expect(security.reason).toBe(reason)
})

it.each(['', '\x02', '\x02\x02', '\0', '\0\0\0\0\x03wh'])('%j is not whole', (text) => {
  expect(isWholeOffer(Reply.of(text))).toBe(false)
})

it('takes any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (some, isOld) => {
      const reply = new Reply(some)
      isWholeOffer(reply)
      expect(securityIn(reply, isOld)?.types.length ?? 0).toBeLessThan(256)
    }),
  )
  expect(securityIn(new Reply(new Uint8Array(65_536).fill(0xff)), false)?.types.length).toBe(255)
})

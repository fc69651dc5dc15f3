import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../../reply.ts'
import { beginsWithCommand, declined, inShort, parseTelnet } from './negotiation.ts'

it('takes commands out of text, and declines them', () => {
  const { commands, text } = parseTelnet(
    Reply.of('\xff\xfd\x18Hello\xff\xfa\x18\x01\xff\xf0, \xff\xfb\x03\xff\xf1you\xff\xfd'),
  )
  expect(text).toBe('Hello, you')
  expect(inShort(commands)).toEqual(['DO 24', 'WILL 3'])
  expect([...declined(commands)]).toEqual([0xff, 0xfc, 24, 0xff, 0xfe, 3])
})

it.each([
  ['\xff\xfd\x18', true],
  ['\xff\xfb\x01\xff', true],
  ['\xff\0\0\0\0\0\0\0\x01\x7f', false],
  ['\xff\xfd', false],
  ['\xff\xff\xff\xff', false],
  ['login: ', false],
])('%j begins with a command: %s', (text, expected) => {
  expect(beginsWithCommand(Reply.of(text))).toBe(expected)
})

it('takes any bytes, and answers a hose with little', () => {
  const commands = fc.array(fc.constantFrom(0xff, 0xfd, 0xfb, 0xfa, 0xf0, 0x18, 0x41), { maxLength: 300 })
  fc.assert(
    fc.property(fc.oneof(commands, fc.uint8Array({ maxLength: 300 })), (some) => {
      const reply = new Reply(Uint8Array.from(some))
      beginsWithCommand(reply)
      expect(declined(parseTelnet(reply).commands).length).toBeLessThanOrEqual(64 * 3)
    }),
  )
  const hose = new Reply(Uint8Array.from({ length: 65_536 }, (_, i) => [0xff, 0xfd, 0x18][i % 3]!))
  expect(parseTelnet(hose).commands.length).toBe(64)
})

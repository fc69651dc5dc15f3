import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attributeByte, errorNumber, netlinkMessages } from './netlink-messages.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

test('any bytes are walked to an end, every payload lies inside of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
      let total = 0
      for (const message of netlinkMessages(viewOf(bytes))) {
        total += message.end - message.start + 16
        expect(message.end).toBeLessThanOrEqual(bytes.length)
        expect(errorNumber(viewOf(bytes), message)).toBeGreaterThanOrEqual(0)
      }
      expect(total).toBeLessThanOrEqual(bytes.length)
    }),
  )
})

test('any attributes, from any place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 512 }), fc.nat(600), fc.nat(0xffff), (bytes, start, wanted) => {
      const value = attributeByte(viewOf(bytes), start, bytes.length, wanted)
      expect(value === null || (value >= 0 && value <= 255)).toBe(true)
    }),
  )
})

test('well-formed messages cut off anywhere give the whole ones before the cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), fc.nat(500), (payloads, cut) => {
      const bytes = Buffer.concat(payloads.map(message)).subarray(0, cut)
      const whole = payloads.filter((_, index) => endOf(payloads, index) <= bytes.length)
      const found = [...netlinkMessages(viewOf(bytes))].map(({ start, end }) => end - start)
      expect(found).toEqual(whole.map(({ length }) => length))
    }),
  )
})

test('what the buffer holds beyond the datagram is not looked at', () => {
  const bytes = Buffer.concat([message(new Uint8Array(8)), message(new Uint8Array(8))])
  for (let length = 0; length <= bytes.length; length++) {
    expect([...netlinkMessages(viewOf(bytes), length)]).toHaveLength(Math.floor(length / 24))
  }
})

test('a huge datagram of the smallest messages', () => {
  const bytes = Buffer.concat(Array.from({ length: 65_536 }, () => message(new Uint8Array(0))))
  expect([...netlinkMessages(viewOf(bytes))]).toHaveLength(65_536)
})

/** Where message `index` ends, without its padding. */
function endOf(payloads: readonly Uint8Array[], index: number): number {
  const before = payloads.slice(0, index).reduce((sum, { length }) => sum + padded(16 + length), 0)
  return before + 16 + payloads[index]!.length
}

const padded = (length: number): number => Math.ceil(length / 4) * 4

function message(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(padded(16 + payload.length))
  new Uint32Array(bytes.buffer)[0] = 16 + payload.length
  bytes.set(payload, 16)
  return bytes
}

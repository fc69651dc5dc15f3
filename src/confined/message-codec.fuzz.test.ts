import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeMessage, encodeMessage } from './message-codec.ts'

const arrays = fc.oneof(
  fc.float64Array({ maxLength: 9 }),
  fc.float32Array({ maxLength: 9 }),
  fc.uint32Array({ maxLength: 9 }),
  fc.int32Array({ maxLength: 9 }),
  fc.uint16Array({ maxLength: 9 }),
  fc.uint8Array({ maxLength: 9 }),
)
const values = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  arrays,
  fc.array(arrays, { maxLength: 3 }),
)
const names = fc.stringMatching(/^[a-z]{1,8}$/)

test('what is encoded is decoded again', () => {
  fc.assert(
    fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (message) => {
      expect(decodeMessage(encodeMessage(message))).toEqual(message)
    }),
  )
})

test('any bytes: never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeMessage(bytes)))
})

test('any text, and any damage to a message: never throws', () => {
  const whole = encodeMessage({ columns: { at: new Float64Array(4), port: Uint16Array.of(1, 2, 3) }, count: 3 })
  const damage = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 })
  fc.assert(
    fc.property(damage, fc.nat({ max: whole.length }), (changes, length) => {
      const bytes = whole.slice(0, length)
      for (const [at, value] of changes) if (at < length) bytes[at] = value
      decodeMessage(bytes)
    }),
  )
  fc.assert(fc.property(fc.json(), (text) => void decodeMessage(withText(text))))
})

test.each([
  { $array: 'Float64Array', at: 0, size: 7 },
  { $array: 'Float64Array', at: 0, size: 2 ** 40 },
  { $array: 'Uint8Array', at: 2 ** 52, size: 2 ** 52 },
])('an array that does not lie within is none: %j', (marker) => {
  expect(decodeMessage(withText(JSON.stringify({ marker })))).toEqual({ marker: null })
})

test.each([
  { $array: '__proto__', at: 0, size: 0 },
  { $array: 'constructor', at: 0, size: 0 },
  { $array: 'Uint8Array', at: -1, size: 0 },
  { $array: 'Uint8Array', at: 0.5, size: 1 },
])('what names no array stays what it is: %j', (marker) => {
  expect(decodeMessage(withText(JSON.stringify({ marker })))).toEqual({ marker })
})

function withText(text: string): Uint8Array {
  const json = new TextEncoder().encode(text)
  const bytes = new Uint8Array(4 + json.length)
  new DataView(bytes.buffer).setUint32(0, json.length, true)
  bytes.set(json, 4)
  return bytes
}

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../reply.ts'
import { bson, bsonIn } from './bson.ts'

const names = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 })
const values = fc.oneof(fc.nat(), fc.string({ unit: 'grapheme-ascii', maxLength: 12 }))

it('reads what was written', () => {
  fc.assert(
    fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (members) => {
      expect(Object.fromEntries(bsonIn(new Reply(bson(members)), 0))).toEqual(members)
    }),
  )
})

it('never throws and ends, whatever comes', () => {
  const damaged = fc.tuple(fc.dictionary(names, values), fc.nat(100), fc.nat(255)).map(([members, at, byte]) => {
    const bytes = bson(members)
    bytes[at % bytes.length] = byte
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), fc.nat(50), (bytes, at) => {
      expect(bsonIn(new Reply(bytes), at).size).toBeLessThanOrEqual(200)
    }),
  )
})

it('does not go down into lists without end', () => {
  const nested = Buffer.alloc(60_000)
  for (let at = 0; at + 8 < nested.length; at += 6) {
    nested.writeUInt32LE(nested.length - at, at)
    nested[at + 4] = 4
  }
  expect(bsonIn(new Reply(nested), 0).size).toBeLessThanOrEqual(200)
})

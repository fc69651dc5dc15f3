import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../reply.ts'
import { hex } from './hex.ts'
import { getRequest, variablesIn } from './snmp-message.ts'

const sysObjectId = Uint8Array.of(0x2b, 6, 1, 2, 1, 1, 2, 0)
const response = hex(
  '3032020101',
  '04067075626c6963',
  'a225',
  '02040102030402010002010030',
  '17',
  '3015',
  '06082b06010201010200',
  '06092b06010401bf08030a',
)

it('reads what a response carries', () => {
  expect([...variablesIn(Reply.of(response))!]).toEqual([['1.3.6.1.2.1.1.2.0', '1.3.6.1.4.1.8072.3.10']])
})

it('a request is none, and neither is an error', () => {
  expect(variablesIn(Reply.of(getRequest('public', Uint8Array.of(1, 2, 3, 4), [sysObjectId])))).toBeNull()
  expect(variablesIn(Reply.of(response.map((byte, i) => (i === 23 ? 5 : byte))))).toBeNull()
})

it('takes whatever comes', () => {
  const changed = fc
    .array(fc.tuple(fc.nat(response.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const copy = Uint8Array.from(response)
      for (const [i, byte] of changes) copy[i] = byte
      return copy
    })
  const cut = fc.nat(response.length).map((end) => response.subarray(0, end))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), changed, cut), (bytes) => {
      expect(variablesIn(new Reply(bytes))?.size ?? 0).toBeLessThanOrEqual(16)
    }),
    { numRuns: 500 },
  )
})

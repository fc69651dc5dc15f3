import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ber } from '../../knowledge/payload-bytes.ts'
import { entryIn, isTlsGranted, operationTag, rootDseSearch, startTlsRequest } from './ldap-message.ts'

const octets = fc.string({ maxLength: 20 }).map((text) => ber(4, text))
const attribute = fc
  .tuple(octets, fc.array(octets, { maxLength: 4 }))
  .map(([type, values]) => ber(0x30, type, ber(0x31, ...values)))
const message = fc
  .array(attribute, { maxLength: 8 })
  .map((some) => ber(0x30, ber(2, 1), ber(0x64, ber(4), ber(0x30, ...some))))
const damaged = fc.tuple(message, fc.nat(200), fc.nat(255)).map(([bytes, at, byte]) => {
  const copy = Uint8Array.from(bytes)
  copy[at % copy.length] = byte
  return copy
})

it('reads whatever comes without throwing, within its bounds', () => {
  fc.assert(
    fc.property(fc.oneof(message, damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      expect(entryIn(bytes)?.size ?? 0).toBeLessThanOrEqual(200)
      isTlsGranted(bytes)
      operationTag(bytes)
    }),
  )
  for (const byte of [0x30, 0x31, 0x84]) expect(entryIn(new Uint8Array(65_536).fill(byte))).toBeNull()
})

it('knows its own requests for what they are', () => {
  expect(operationTag(rootDseSearch())).toBe(0x63)
  expect(operationTag(startTlsRequest())).toBe(0x77)
})

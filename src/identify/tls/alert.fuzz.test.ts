import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../reply.ts'
import { alertOf, looksLikeTls } from './alert.ts'

it.each([
  ['1503030002 0228', 'handshake failure'],
  ['1503010002 0246', 'protocol version'],
  ['1603030004 02000000 1503030002 0270', 'unrecognized name'],
  ['1503030002 02ff', 'alert 255'],
])('%s', (hex, alert) => {
  const reply = new Reply(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  expect([looksLikeTls(reply), alertOf(reply)]).toEqual([true, alert])
})

it.each(['HTTP/1.1 400 Bad Request', 'SSH-2.0-x', '\x15', ''])('%j is no TLS', (text) => {
  expect(looksLikeTls(Reply.of(text))).toBe(false)
})

it('takes any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      looksLikeTls(new Reply(bytes))
      alertOf(new Reply(bytes))
    }),
  )
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../../reply.ts'
import { confirmIn, connectionRequest, credSspNegotiate, protocols } from './negotiation.ts'

it('asks as MS-RDPBCGR section 4.1.1 does, without the cookie', () => {
  expect(Buffer.from(connectionRequest(protocols.tls)).toString('hex')).toBe('030000130ee000000000000100080001000000')
})

it('is a whole element of BER with NTLM in it', () => {
  const request = credSspNegotiate()
  expect(request[0]).toBe(0x30)
  expect(request[1]).toBe(request.length - 2)
  expect(Buffer.from(request).includes('NTLMSSP\0\x01')).toBe(true)
})

it.each([
  ['030000130ed000001234000201080001000000', { kind: 'selected', protocol: 1, flags: 1 }],
  ['030000130ed000001234000300080005000000', { kind: 'failed', code: 5 }],
  ['0300000b06d00000123400', { kind: 'none' }],
  // A controller on port 102 confirms a connection, too; it is none of RDP.
  ['0300001611d00001000200c0010ac1020100c2020102', null],
  ['030000130ed0000012340002', null],
])('reads %s', (hex, confirm) => {
  expect(confirmIn(new Reply(Buffer.from(hex, 'hex')))).toEqual(confirm)
})

it('takes any bytes', () => {
  const head = Buffer.from('030000130ed00000123400', 'hex')
  const some = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(
      fc.oneof(
        some,
        some.map((rest) => Buffer.concat([head, rest])),
      ),
      (bytes) => {
        confirmIn(new Reply(bytes))
      },
    ),
  )
  expect(confirmIn(new Reply(new Uint8Array(65_536).fill(3)))).toBeNull()
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytes } from '../../../knowledge/payload-bytes.ts'
import { Reply } from '../../reply.ts'
import { dropbear } from './captured.ts'
import { exchangeFor } from './exchange.ts'
import { message, offerIn, packet, payloadOf, stringAt } from './packets.ts'

const zeros = (length: number) => new Uint8Array(length)
const stream = new Reply(dropbear.greeting).part('SSH-2.0-dropbear_2022.83\r\n'.length)

it('pads to eight bytes, with four at least (RFC 4253 section 6)', () => {
  for (let length = 1; length < 40; length++) {
    const made = packet(zeros(length))
    expect(made.length % 8).toBe(0)
    expect(made[4]).toBeGreaterThanOrEqual(4)
    expect(payloadOf(0, new Reply(made))?.length).toBe(length)
  }
})

it('finds a message behind others', () => {
  const two = bytes(packet(bytes(2, 'ignore me')), packet(bytes(31, 'this')))
  expect(payloadOf(31, new Reply(two))?.text).toBe('\x1fthis')
})

it('agrees with what the server offers, and asks for nothing else', () => {
  const offer = offerIn(payloadOf(message.keyExchange, stream)!)!
  const ours = new Reply(exchangeFor(offer, zeros)!)
  expect(offerIn(payloadOf(message.keyExchange, ours)!)).toMatchObject({
    kex: ['curve25519-sha256'],
    hostKeys: ['ecdsa-sha2-nistp256'],
    ciphers: ['chacha20-poly1305@openssh.com'],
  })
  expect(stringAt(payloadOf(message.exchangeInit, ours)!, 1)?.length).toBe(32)
})

it.each([
  ['ecdh-sha2-nistp256', 65],
  ['ecdh-sha2-nistp521', 133],
  ['diffie-hellman-group14-sha1', 256],
  ['diffie-hellman-group1-sha1', 128],
])('has a public value for %s', (kex, least) => {
  const offer = {
    kex: [kex],
    hostKeys: ['ssh-rsa'],
    ciphers: ['aes128-ctr'],
    macs: ['hmac-sha1'],
    compression: ['none'],
  }
  const value = stringAt(payloadOf(message.exchangeInit, new Reply(exchangeFor(offer, zeros)!))!, 1)!
  // A number is shorter by its leading zeros, longer by the sign's byte.
  expect(value.length).toBeGreaterThanOrEqual(least - 3)
  expect(value.u8(0)).toBeLessThan(0x80)
})

it('has nothing for what it does not know', () => {
  const offer = { kex: ['made-up'], hostKeys: ['ssh-rsa'], ciphers: ['aes128-ctr'], macs: [], compression: [] }
  expect(exchangeFor(offer, zeros)).toBeNull()
})

it('takes any bytes', () => {
  const at = fc.nat(stream.length - 1)
  const changed = fc.array(fc.tuple(at, fc.nat(255)), { maxLength: 8 }).map((changes) => {
    const copy = Uint8Array.from(stream.bytes)
    for (const [i, byte] of changes) copy[i] = byte
    return copy
  })
  const huge = fc.nat(255).map((byte) => new Uint8Array(65_536).fill(byte))
  fc.assert(
    fc.property(fc.oneof(changed, huge, fc.uint8Array({ maxLength: 400 })), (some) => {
      const payload = payloadOf(message.keyExchange, new Reply(some))
      const offer = payload === null ? null : offerIn(payload)
      if (offer !== null) exchangeFor(offer, zeros)
      for (let i = 0; i < 16; i++) stringAt(new Reply(some), i)
    }),
  )
})

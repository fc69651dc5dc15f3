import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Reply } from '../reply.ts'
import { dnsMessage, dnsName, txtOf } from './dns-message.ts'

const response = Buffer.from('123480000001000100000000', 'hex')
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((rest) => new Uint8Array(Buffer.concat([response, rest]))),
)

it('whatever comes, a message stays inside its bytes', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      const reply = new Reply(some)
      for (const record of dnsMessage(reply)?.records ?? []) {
        expect(record.end).toBeLessThanOrEqual(reply.length)
        expect(txtOf(reply, record).length).toBeLessThanOrEqual(record.end - record.start)
      }
    }),
  )
})

it('no name is longer than 255 characters, and none goes round in circles', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0xc0, 0, 1, 2, 3, 61), { maxLength: 300 }), fc.nat(300), (some, at) => {
      const named = dnsName(new Reply(Uint8Array.from(some)), at)
      if (named !== null) expect(named.name.length).toBeLessThan(256 + 64)
    }),
  )
})

it('huge messages that promise 65,535 records of each kind', () => {
  const huge = new Uint8Array(65_536)
  huge.set(Buffer.from('123480000000ffffffffffff', 'hex'))
  expect(dnsMessage(new Reply(huge))?.records).toHaveLength(100)
})

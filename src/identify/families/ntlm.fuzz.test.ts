import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytes } from '../../knowledge/payload-bytes.ts'
import { Reply } from '../reply.ts'
import { challengeIn, ntlmMatch, ntlmNegotiate } from './ntlm.ts'

/** Its layout is that of the example in MS-NLMP section 4.2.4.3; the version is that of Windows Server 2022. */
const example = bytes(
  'NTLMSSP\0',
  [2, 0, 0, 0, 0x0c, 0, 0x0c, 0, 0x38, 0, 0, 0, 0x33, 0x82, 0x8a, 0xe2],
  [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x24, 0, 0x24, 0, 0x44, 0, 0, 0, 0x0a, 0, 0x7c, 0x4f, 0, 0, 0, 0x0f],
  'S\0e\0r\0v\0e\0r\0',
  [2, 0, 0x0c, 0],
  'D\0o\0m\0a\0i\0n\0',
  [1, 0, 0x0c, 0],
  'S\0e\0r\0v\0e\0r\0',
  [0, 0, 0, 0],
)

it('reads the names and the version of a challenge, whatever is around it', () => {
  const challenge = challengeIn(new Reply(bytes('around', example, 'it')))
  expect(challenge).toMatchObject({ version: '10.0.20348', computer: 'Server', domain: 'Domain' })
  expect(ntlmMatch(challenge!)).toMatchObject({ os: 'Windows Server 2022', facts: { computer: 'Server' } })
})

it('asks in 40 bytes, without a name', () => {
  const question = Buffer.from(ntlmNegotiate())
  expect(question.length).toBe(40)
  expect(question.readUInt32LE(8)).toBe(1)
  expect(question.subarray(16, 32).every((byte) => byte === 0)).toBe(true)
})

it('takes any bytes', () => {
  const at = fc.nat(example.length - 1)
  const changed = fc.array(fc.tuple(at, fc.nat(255)), { maxLength: 12 }).map((changes) => {
    const copy = Uint8Array.from(example)
    for (const [i, byte] of changes) copy[i] = byte
    return copy
  })
  const cut = at.map((end) => example.subarray(0, end))
  fc.assert(
    fc.property(fc.oneof(changed, cut, fc.uint8Array({ maxLength: 300 })), (some) => {
      const challenge = challengeIn(new Reply(some))
      if (challenge !== null) expect(() => ntlmMatch(challenge)).not.toThrow()
    }),
  )
})

it('stays bounded when the lengths lie', () => {
  const huge = new Uint8Array(65_536).fill(1)
  huge.set(example)
  huge.set([0xff, 0xff, 0xff, 0xff], 40)
  expect(challengeIn(new Reply(huge))!.computer!.length).toBeLessThanOrEqual(65_536)
})

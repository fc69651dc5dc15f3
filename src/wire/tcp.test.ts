import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesUpTo, uint8, uint16, uint32 } from './arbitraries.ts'
import { synAck, written } from './samples.ts'
import { emitTcp, parseTcp, TCP_SYN, TcpView } from './tcp.ts'

const options = fc.record(
  {
    mss: uint16,
    windowScale: fc.nat(14),
    sackPermitted: fc.constant(true),
    timestamps: fc.record({ value: uint32, echo: uint32 }),
  },
  { requiredKeys: [] },
)

const segment = fc
  .record({
    sourcePort: uint16,
    destinationPort: uint16,
    sequence: uint32,
    acknowledgement: uint32,
    flags: uint8,
    window: uint16,
    options,
    payload: bytesUpTo(200),
  })
  .map((value) => (value.flags & TCP_SYN ? { ...value, options: { mss: 1, ...value.options } } : value))

function parsed(bytes: Uint8Array) {
  const view = new TcpView()
  expect(view.at(bytes, 0, bytes.length)).toBe(true)
  return parseTcp(view)
}

test('emit, then parse, is the identity', () => {
  fc.assert(
    fc.property(segment, fc.nat(20), (value, at) => {
      const bytes = new Uint8Array(400)
      const end = at + emitTcp(value, bytes, at)
      const view = new TcpView()
      expect(view.at(bytes, at, end)).toBe(true)
      expect(parseTcp(view)).toEqual(value)
      expect(view.at(bytes, at, view.payloadAt - 1)).toBe(false)
    }),
  )
})

test('a SYN never goes without a maximum segment size', () => {
  const bare = written((bytes, at) => emitTcp({ ...synAck, flags: TCP_SYN, options: {} }, bytes, at))
  expect(parsed(bare).options).toEqual({ mss: 536 })
})

test('the options of a SYN-ACK of Linux', () => {
  const recorded = '020405b40402080adeadbeef0000000001030307'
  const bytes = written((bytes, at) => emitTcp(synAck, bytes, at))
  expect(Buffer.from(bytes.subarray(20)).toString('hex')).toBe(recorded)
})

test.each([
  ['unknown ones are skipped', '1304aabb 020405b4', { mss: 1460 }],
  ['nothing counts behind the end of the list', '00000000 020405b4', {}],
  ['one that is longer than the header', '020405b4 01030a07', { mss: 1460 }],
  ['one whose length is less than its own two bytes', '13010000 020405b4', {}],
  ['a known one of another length', '02060505 05b40000', {}],
  ['one cut off in its kind', '020405b4 01010103', { mss: 1460 }],
])('options: %s', (_, hex, expected) => {
  const bytes = new Uint8Array(28)
  bytes[12] = 7 << 4
  bytes.set(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 20)
  expect(parsed(bytes).options).toEqual(expected)
})

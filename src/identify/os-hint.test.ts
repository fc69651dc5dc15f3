import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osSaid, withSynAck } from './os-hint.ts'

const layouts = {
  linux: [2, 4, 5, 180, 1, 1, 4, 2, 1, 3, 3, 7],
  bsd: [2, 4, 5, 180, 1, 3, 3, 6, 4, 2, 0, 0],
  mssOnly: [2, 4, 5, 180],
  other: [2, 4, 5, 180, 1, 3, 3, 8, 1, 1, 4, 2],
}

function synAck(layout: keyof typeof layouts, ttl: number | null, window = 64_240) {
  const options = layouts[layout]
  const bytes = new Uint8Array(20 + options.length)
  bytes[12] = (bytes.length / 4) << 4
  bytes[13] = 0x12
  new DataView(bytes.buffer).setUint16(14, window)
  bytes.set(options, 20)
  return { ttl, bytes }
}

const named = (...answer: Parameters<typeof synAck>) => withSynAck(null, synAck(...answer))?.name ?? null

describe('the system by its SYN-ACK', () => {
  it('is a family, by TTL and options', () => {
    expect(named('linux', 64)).toBe('Linux')
    expect(named('linux', 49, 29_200)).toBe('Linux')
    expect(named('bsd', 60, 65_535)).toBe('macOS or BSD')
    expect(named('mssOnly', 255, 5_840)).toBe('embedded system')
    expect(named('other', 117, 65_535)).toBe('Windows')
  })

  it('is not claimed of what is only nearly so', () => {
    // OpenBSD.
    expect(named('linux', 64, 16_384)).toBeNull()
    expect(named('linux', 128)).toBeNull()
    expect(named('bsd', 255)).toBeNull()
    expect(named('mssOnly', 64)).toBeNull()
    expect(named('other', 64)).toBeNull()
    // 58 hops, were it 128.
    expect(named('other', 70)).toBeNull()
    expect(named('linux', null)).toBeNull()
  })

  it('is what it was counted in, where a router has made the MSS smaller', () => {
    const answer = synAck('linux', 50)
    answer.bytes.set([5, 0x54], 22)
    expect(withSynAck(null, answer)?.name).toBe('Linux')
  })

  it('says what it rests on', () => {
    const from = ['SYN-ACK: TTL 63, window 64240, options MSS NOP NOP SACK NOP WS']
    expect(withSynAck(null, synAck('linux', 63))).toEqual({ name: 'Linux', confidence: 0.6, from })
  })
})

describe('the system that a service names', () => {
  it('stands, and is surer when the packet agrees', () => {
    const debian = osSaid('Debian 12')
    expect(debian).toEqual({ name: 'Debian 12', confidence: 0.8, from: ['service'] })
    expect(withSynAck(debian, synAck('linux', 64))).toMatchObject({ name: 'Debian 12', confidence: 0.92 })
    expect(withSynAck(debian, synAck('other', 128))).toEqual(debian)
    expect(withSynAck(osSaid('Windows Server 2022'), synAck('other', 128))).toMatchObject({ confidence: 0.9 })
    expect(withSynAck(osSaid('Cisco IOS'), synAck('bsd', 64))).toEqual(osSaid('Cisco IOS'))
    expect(osSaid(null)).toBeNull()
  })

  it('is never made less sure, nor certain, whatever comes back', () => {
    const answer = fc.record({ ttl: fc.option(fc.nat({ max: 255 })), bytes: fc.uint8Array({ maxLength: 80 }) })
    const said = fc.option(fc.constantFrom('Debian 12', 'Windows', 'FreeBSD', 'VxWorks'))
    fc.assert(
      fc.property(said, answer, (name, received) => {
        const before = osSaid(name)
        const after = withSynAck(before, received)
        if (name !== null) expect(after?.name).toBe(name)
        expect(after?.confidence ?? 0).toBeGreaterThanOrEqual(before?.confidence ?? 0)
        expect(after?.confidence ?? 0).toBeLessThan(1)
      }),
    )
  })
})

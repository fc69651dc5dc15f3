import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress, fromBytes, highest, ipv4Text, parseAddress, toBytes } from './address.ts'

describe('parseAddress', () => {
  it.each([
    ['0.0.0.0', 4, 0n],
    ['10.0.0.1', 4, 0x0a000001n],
    ['255.255.255.255', 4, highest[4]],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['2001:DB8::A', 6, 0x20010db800000000000000000000000an],
    ['::ffff:1.2.3.4', 6, 0xffff01020304n],
    // Not mapped, only written with dots (RFC 4291 §2.5.5.1).
    ['::1.2.3.4', 6, 0x01020304n],
    ['64:ff9b::192.0.2.33', 6, 0x0064ff9b0000000000000000c0000221n],
  ] as const)('%s', (text, family, value) => {
    expect(parseAddress(text)).toEqual({ family, value })
  })

  it('keeps the zone', () => {
    expect(parseAddress('fe80::1%eth0')).toEqual({ family: 6, value: (0xfe80n << 112n) | 1n, zone: 'eth0' })
  })

  it.each([
    '',
    '10.1',
    '10',
    '010.0.0.1',
    '0x7f.0.0.1',
    '1.2.3.4.5',
    '1.2.3',
    '1.2.3.256',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4%eth0',
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '::1%',
    '1:2:3:4:5:6:7',
    '::1.2.3',
    'localhost',
    '[::1]',
    '１.2.3.4',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('reads IPv6 as the system does, in every way to write it', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const list = new BlockList()
        list.addAddress(text, 'ipv6')
        const { value } = parseAddress(text) ?? expect.unreachable(text)
        expect(list.check(formatAddress(6, value), 'ipv6')).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('never throws, and takes exactly what inet_pton takes', () => {
    const nearly = fc.stringMatching(/^[0-9a-f:.]{0,24}$/)
    fc.assert(
      fc.property(fc.oneof(nearly, fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        fc.pre(!text.includes('%'))
        expect(parseAddress(text)?.family ?? 0).toBe(isIP(text))
      }),
    )
  })
})

describe('formatAddress', () => {
  it.each([
    // RFC 5952 §4 and §5
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1::', '1::'],
    ['::FFFF:192.0.2.1', '::ffff:192.0.2.1'],
  ])('%s → %s', (text, canonical) => {
    const { family, value } = parseAddress(text)!
    expect(formatAddress(family, value)).toBe(canonical)
  })

  it('is undone by parseAddress', () => {
    const address = fc.oneof(
      fc.record({ family: fc.constant(4 as const), value: fc.bigInt(0n, highest[4]) }),
      fc.record({ family: fc.constant(6 as const), value: fc.bigInt(0n, highest[6]) }),
      // many zero groups
      fc.array(fc.constantFrom(0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 }).map((groups) => ({
        family: 6 as const,
        value: groups.reduce<bigint>((sum, group) => (sum << 16n) | group, 0n),
      })),
    )
    fc.assert(
      fc.property(address, ({ family, value }) => {
        const text = formatAddress(family, value)
        expect(parseAddress(text)).toEqual({ family, value })
        expect(fromBytes(toBytes(family, value))).toBe(value)
        if (family === 6 && value >> 32n !== 0xffffn) expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`)
      }),
    )
  })

  it('ipv4Text takes unsigned and signed numbers', () => {
    expect(ipv4Text(0xffffffff)).toBe('255.255.255.255')
    expect(ipv4Text(-1)).toBe('255.255.255.255')
  })
})

import { describe, expect, it } from 'vitest'
import { hasNoNeighbours, parseFibTrie, parseIfInet6, parseRoute4, parseRoute6 } from './distance-linux.ts'

describe('parseFibTrie', () => {
  it('takes the local leaves and nothing else', () => {
    const text =
      '  |-- 10.1.0.0\n     /16 host LOCAL\n     /24 link UNICAST\n  |-- 10.1.255.255\n     /32 link BROADCAST\n'
    expect(parseFibTrie(text)).toEqual([{ bytes: Uint8Array.of(10, 1, 0, 0), bits: 16 }])
  })
})

describe('parseRoute4', () => {
  const line = (flags: string, mask: string) => `eth0\t000200C0\t00000000\t${flags}\t0\t0\t7\t${mask}\t0\t0\t0`

  it.each([
    ['00FFFFFF', 24],
    ['00000000', 0],
    ['FFFFFFFF', 32],
    ['80FFFFFF', 25],
    ['0000F8FF', 13],
  ])('reads the mask %s as /%d', (mask, bits) => {
    expect(parseRoute4(line('0001', mask), 'LE')).toMatchObject([{ bytes: Uint8Array.of(192, 0, 2, 0), bits }])
  })

  it('reads the byte order of other machines', () => {
    const [route] = parseRoute4('eth0\tC0000200\t00000000\t0001\t0\t0\t0\tFFFFFF00\t0\t0\t0', 'BE')
    expect(route).toMatchObject({ bytes: Uint8Array.of(192, 0, 2, 0), bits: 24 })
  })

  it('knows gateway and reject routes from direct ones', () => {
    const direct = (flags: string) => parseRoute4(line(flags, '00FFFFFF'), 'LE')[0]?.direct
    expect([direct('0001'), direct('0003'), direct('0201')]).toEqual([true, false, false])
  })

  it('passes over the heading', () => expect(parseRoute4('Iface\tDestination\tGateway \tFlags\n', 'LE')).toEqual([]))
})

describe('parseRoute6', () => {
  it('tells local addresses from routes', () => {
    const zeros = '0'.repeat(32)
    const text = `fe80${'0'.repeat(28)} 40 ${zeros} 00 ${zeros} 00000100 00000002 00000000 00000001 eth0
${zeros.slice(0, 31)}1 80 ${zeros} 00 ${zeros} 00000000 00000002 00000000 80200001 lo`
    const { local, routes } = parseRoute6(text)
    expect(local).toMatchObject([{ bits: 128 }])
    expect(routes).toMatchObject([{ bits: 64, interface: 'eth0', direct: true, metric: 256 }])
  })
})

describe('parseIfInet6', () => {
  it('takes the address of each line', () => {
    expect(parseIfInet6(`${'0'.repeat(31)}1 01 80 10 80       lo\n`)).toMatchObject([{ bits: 128 }])
  })
})

describe('hasNoNeighbours', () => {
  // eth0 (UP BROADCAST MULTICAST), wg0 and tun0 (UP POINTOPOINT NOARP), and nonsense.
  it.each([
    ['0x1003\n', false],
    ['0x1091\n', true],
    ['0x10d1\n', true],
    ['', false],
    ['no', false],
  ])('%j: %s', (flags, expected) => expect(hasNoNeighbours(flags)).toBe(expected))
})

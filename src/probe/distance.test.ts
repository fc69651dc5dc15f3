import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { distanceClassifier, type Surroundings } from './distance.ts'
import { parseFibTrie, parseRoute4, parseRoute6 } from './distance-linux.ts'

const bytesOf = (address: string) => Uint8Array.from(ipaddr.parse(address).toByteArray())

const fibTrie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 192.0.2.0/24 2 0 2
        |-- 192.0.2.0
           /24 link UNICAST
        |-- 192.0.2.2
           /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
Local:
  +-- 10.0.0.0/8 1 0 0
     |-- 10.0.0.0
        /8 host LOCAL
`
// 0.0.0.0/0 via 192.0.2.1; 192.0.2.0/24; 192.0.2.128/25 via 192.0.2.1; 198.51.100.0/24 through a tunnel.
const route4 = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t800200C0\t010200C0\t0003\t0\t0\t0\t80FFFFFF\t0\t0\t0
tun0\t006433C6\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
*\t007100CB\t00000000\t0201\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
const route6 = `20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 20010db8000000000000000000000001 00000400 00000002 00000000 00000003     eth0
20010db8000000000000000000000002 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000003 00000000 80200001     eth0
20010db8000100000000000000000000 30 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000003 00000000 80200001       lo
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`

function surroundings(): Surroundings {
  const six = parseRoute6(route6)
  return {
    addresses: [{ bytes: bytesOf('203.0.113.9'), bits: 28, interface: 'eth1' }],
    withoutNeighbours: new Set(['tun0']),
    local: [...parseFibTrie(fibTrie), ...six.local],
    routes: [...parseRoute4(route4, 'LE'), ...six.routes],
  }
}

describe('distanceClassifier', () => {
  const classify = distanceClassifier(surroundings())
  it.each([
    ['127.0.0.1', 'own', 'loopback'],
    ['127.200.3.4', 'own', 'loopback'],
    ['::1', 'own', 'loopback'],
    ['192.0.2.2', 'own', 'an own address'],
    ['203.0.113.9', 'own', 'an address of an interface'],
    ['2001:db8::2', 'own', 'an own address'],
    ['10.77.1.2', 'own', 'AnyIP'],
    ['2001:db8:1:9::9', 'own', 'AnyIP'],
    ['192.0.2.3', 'onLink', 'a route without gateway'],
    ['2001:db8::77', 'onLink', 'a route without gateway'],
    ['203.0.113.1', 'onLink', 'the network of an interface'],
    ['169.254.7.7', 'onLink', 'link-local'],
    ['fe80::1', 'onLink', 'link-local'],
    ['192.0.2.200', 'beyond', 'a longer route with a gateway'],
    ['198.51.100.1', 'beyond', 'a tunnel'],
    ['203.0.113.77', 'beyond', 'a reject route'],
    ['8.8.8.8', 'beyond', 'the default route'],
    ['2001:db8:ffff::1', 'beyond', 'the default route'],
  ])('%s is %s: %s', (address, distance) => {
    const bytes = bytesOf(address)
    expect(classify(bytes, bytes.length === 4 ? 4 : 16)).toBe(distance)
  })

  it('takes a metric into account: of equal routes the cheaper one', () => {
    const [route] = parseRoute4(route4, 'LE').filter(({ bits }) => bits === 25)
    const routes = [
      { ...route!, direct: true, metric: 100 },
      { ...route!, direct: false, metric: 10 },
    ]
    const both = distanceClassifier({ ...surroundings(), addresses: [], routes })
    expect(both(bytesOf('192.0.2.200'), 4)).toBe('beyond')
  })

  it('takes no default route for a link, with or without a gateway', () => {
    const [route] = parseRoute4(route4, 'LE')
    const classifyAll = distanceClassifier({ ...surroundings(), routes: [{ ...route!, direct: true }] })
    expect(classifyAll(bytesOf('8.8.8.8'), 4)).toBe('beyond')
  })

  it('knows loopback on this very machine', () => {
    const here = distanceClassifier()
    expect(here(bytesOf('127.0.0.1'), 4)).toBe('own')
    expect(here(bytesOf('::1'), 16)).toBe('own')
  })
})

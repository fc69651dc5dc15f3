import { describe, expect, it } from 'vitest'
import { isInSet } from './ipset-elements.ts'
import { decodeIpSets, IpSetError } from './ipset-save.ts'
import { Unread } from './nft-values.ts'

const listing = `create bad hash:net family inet hashsize 1024 maxelem 65536 comment bucketsize 12 initval 0xe0e6aec4
add bad 10.0.0.0/8 comment "ours, all"
add bad 192.0.2.1 timeout 0
create web hash:ip,port family inet hashsize 1024 maxelem 65536
add web 10.0.0.1,tcp:80
add web 10.0.0.2,udp:53-54
add web 10.0.0.1,icmp:echo-request
create ports bitmap:port range 0-1000
add ports 22
create six hash:ip family inet6 netmask 64
add six fd00::
create there hash:net,iface family inet
add there 10.0.0.0/24,eth0
create some hash:net family inet
add some 10.0.0.0/8
add some 10.1.0.0/16 nomatch
create macs hash:mac
create both list:set size 8
add both bad
add both ports
create range bitmap:ip range 10.0.0.0-10.0.0.255
add range 10.0.0.3
create nets bitmap:ip range 10.0.0.0-10.0.255.255 netmask 24
add nets 10.0.5.0
`
const sets = decodeIpSets(listing)
const ask = (name: string, directions: string, family: 4 | 6 = 4) =>
  isInSet(sets, { name, directions: directions.split(','), family, isNegated: false })

const ten = 0x0a00_0000n

describe('a set', () => {
  it('of networks', () => {
    expect(ask('bad', 'src')).toEqual({
      kind: 'match',
      key: [{ field: 'ip saddr' }],
      elements: [[[ten, 0x0aff_ffffn]], [[0xc000_0201n, 0xc000_0201n]]],
      negated: false,
    })
    expect(ask('range', 'dst')).toMatchObject({ key: [{ field: 'ip daddr' }], elements: [[[ten + 3n, ten + 3n]]] })
  })

  it('of addresses with ports: what is neither of TCP nor of UDP is left out', () => {
    expect(ask('web', 'dst,dst')).toMatchObject({
      key: [{ field: 'ip daddr' }, { field: 'meta l4proto' }, { field: 'th dport' }],
      elements: [
        [
          [ten + 1n, ten + 1n],
          [6n, 6n],
          [80n, 80n],
        ],
        [
          [ten + 2n, ten + 2n],
          [17n, 17n],
          [53n, 54n],
        ],
      ],
    })
  })

  it('of ports, and of devices', () => {
    expect(ask('ports', 'src')).toMatchObject({ key: [{ field: 'th sport' }], elements: [[[22n, 22n]]] })
    expect(ask('there', 'src,src')).toMatchObject({ key: [{ field: 'ip saddr' }, { field: 'meta iifname' }] })
  })

  it('of addresses by their networks', () => {
    const mask = ((1n << 64n) - 1n) << 64n
    expect(ask('six', 'src', 6)).toMatchObject({ key: [{ field: 'ip6 saddr', mask }] })
    expect(ask('nets', 'src')).toMatchObject({ key: [{ field: 'ip saddr', mask: 0xffff_ff00n }] })
  })

  it('of another family, or of which too little is asked, has nothing', () => {
    for (const step of [ask('six', 'src', 4), ask('web', 'src')]) expect(step).toMatchObject({ key: [], elements: [] })
  })

  it('of sets', () => {
    expect(ask('both', 'src')).toMatchObject({
      key: [{ field: 'ip saddr' }, { field: 'th sport' }],
      elements: [
        [[ten, 0x0aff_ffffn], true],
        [[0xc000_0201n, 0xc000_0201n], true],
        [true, [22n, 22n]],
      ],
    })
  })

  it.each(['macs', 'some', 'nobody'])('that cannot be told: %s', (name) => {
    expect(() => ask(name, 'src')).toThrow(Unread)
  })
})

it.each(['ipset v7.17: Kernel error', 'add s 10.0.0.1', 'create s'])('is refused when it is no listing: %s', (text) => {
  expect(() => decodeIpSets(text)).toThrow(IpSetError)
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transports } from '../model/unions.ts'
import { gravePorts } from './catalogue-index.ts'
import { topPorts, topPortsAvailable } from './lookup.ts'
import { expand, moveUp, popularityRank, portsByPopularity } from './popularity.ts'
import { tcpPopularity } from './popularity-tcp.ts'
import { udpPopularity } from './popularity-udp.ts'

const sections = { tcp: tcpPopularity, udp: udpPopularity }

describe.each(transports)('the popularity order of %s', (transport) => {
  const words = sections[transport].flatMap(({ ports }) => ports.trim().split(/\s+/))

  it('names numbers and ranges from 1 to 65535 and nothing else', () => {
    for (const word of words) {
      expect(word).toMatch(/^\d{1,5}(-\d{1,5})?$/)
      const [first = 0, last = first] = word.split('-').map(Number)
      expect(first).toBeGreaterThan(0)
      expect(last).toBeGreaterThanOrEqual(first)
      expect(last).toBeLessThanOrEqual(65_535)
    }
  })

  it('names no port by itself twice, so that its place is easy to find', () => {
    const named = words.filter((word) => !word.includes('-'))
    expect(named.filter((word, i) => named.indexOf(word) !== i)).toEqual([])
  })

  it('says for each section why it is there and where that comes from', () => {
    for (const { title, reason, source } of sections[transport]) {
      expect(title.length).toBeGreaterThan(5)
      expect(reason).toMatch(/\.$/)
      expect(source.length).toBeGreaterThan(10)
    }
  })

  it('holds no port twice and gives each its rank', () => {
    const ports = portsByPopularity(transport)
    expect(new Set(ports).size).toBe(ports.length)
    expect(popularityRank(transport, ports[0]!)).toBe(1)
    expect(popularityRank(transport, ports.at(-1)!)).toBe(ports.length)
    expect(popularityRank(transport, 0)).toBeNull()
  })
})

describe('how much there is', () => {
  it('at least 1,000 TCP and 200 UDP ports', () => {
    expect(topPortsAvailable('tcp')).toBeGreaterThanOrEqual(1000)
    expect(topPortsAvailable('udp')).toBeGreaterThanOrEqual(200)
  })

  it('top:n is the beginning of top:n+1, and no more than there is', () => {
    fc.assert(
      fc.property(fc.nat({ max: topPortsAvailable('tcp') - 1 }), (n) => {
        expect(topPorts('tcp', n + 1).slice(0, n)).toEqual(topPorts('tcp', n))
      }),
    )
    expect(() => topPorts('udp', topPortsAvailable('udp') + 1)).toThrow(RangeError)
    expect(() => topPorts('tcp', -1)).toThrow(RangeError)
    expect(() => topPorts('tcp', 1.5)).toThrow(RangeError)
  })
})

describe('what must not be missed', () => {
  it('in the top 20 of TCP: web, remote login, mail, names, file sharing', () => {
    expect(topPorts('tcp', 20)).toEqual(
      expect.arrayContaining([21, 22, 23, 25, 53, 80, 110, 139, 143, 443, 445, 993, 3306, 3389, 8080]),
    )
  })

  it('in the top 100 of TCP: what ends in a breach', () => {
    const must = [
      111, 389, 873, 1433, 1521, 2049, 2375, 2379, 5432, 5900, 5985, 6379, 6443, 9100, 9200, 10250, 11211, 27017,
    ]
    expect(topPorts('tcp', 100)).toEqual(expect.arrayContaining(must))
  })

  it('in the top 20 of UDP: infrastructure and amplifiers', () => {
    expect(topPorts('udp', 20)).toEqual(
      expect.arrayContaining([53, 67, 69, 111, 123, 137, 161, 389, 443, 500, 1900, 5060, 5353, 11211]),
    )
  })

  it.each([
    ['tcp', 1000, [22, 23, 445, 2375, 3389, 6379]],
    ['udp', 200, [69, 161, 623, 1900]],
  ] as const)(
    '%s: every single port that the catalogue calls risky or administrative is in the top %i',
    (transport, n, some) => {
      const top = new Set(topPorts(transport, n))
      const missing = gravePorts(transport).filter((port) => !top.has(port))
      expect(missing, 'the catalogue outgrew the place that popularity.ts gives it').toEqual([])
      expect(gravePorts(transport)).toEqual(expect.arrayContaining([...some]))
    },
  )

  it('but the written order comes first', () => {
    expect(topPorts('tcp', 300)).toEqual(expand(tcpPopularity).slice(0, 300))
  })
})

describe('moveUp', () => {
  it('moves as little as it takes', () => {
    expect(moveUp([1, 2, 3, 4, 5, 6], [6], 4)).toEqual([1, 2, 3, 6, 4, 5])
    expect(moveUp([1, 2, 3, 4], [2], 3)).toEqual([1, 2, 3, 4])
    expect(moveUp([1, 2, 3], [9], 2)).toEqual([1, 9, 2, 3])
  })

  it('loses nothing, repeats nothing, and has all wanted ones early when they fit', () => {
    const ports = fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 30 })
    fc.assert(
      fc.property(ports, ports, fc.nat({ max: 40 }), (order, wanted, size) => {
        const moved = moveUp(order, wanted, size)
        expect([...moved].sort((a, b) => a - b)).toEqual([...new Set([...order, ...wanted])].sort((a, b) => a - b))
        if (wanted.length <= size) expect(moved.slice(0, size)).toEqual(expect.arrayContaining(wanted))
      }),
    )
  })
})

describe('expand', () => {
  const section = (ports: string) => ({ title: '', reason: '', source: '', ports })

  it('keeps the order, and a range takes only what is named nowhere by itself', () => {
    expect(expand([section('5 1-4'), section('\n 3 9 ')])).toEqual([5, 1, 2, 4, 3, 9])
  })

  it('lets an earlier range keep what a later one repeats', () => {
    expect(expand([section('1-3'), section('2-5')])).toEqual([1, 2, 3, 4, 5])
  })
})

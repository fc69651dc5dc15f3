import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Transport, transports } from '../model/unions.ts'
import {
  allNames,
  entriesFor,
  entryForService,
  isFragile,
  portName,
  portsByName,
  portsInCategory,
  topPorts,
  wellKnownUdpPorts,
} from './lookup.ts'

const anyPort = fc.nat({ max: 65_535 })
const anyTransport = fc.constantFrom(...transports)

describe('the one name of a port', () => {
  it.each<[Transport, number, string | null]>([
    ['tcp', 22, 'ssh'],
    ['tcp', 445, 'smb'],
    ['tcp', 9200, 'elasticsearch'],
    ['tcp', 2181, 'zookeeper'],
    ['tcp', 10_250, 'kubelet'],
    ['tcp', 15_672, 'rabbitmq-http'],
    ['udp', 51_820, 'wireguard'],
    ['tcp', 4180, 'httpx'],
    ['udp', 20_000, 'dnp3'],
    ['udp', 16_999, 'rtp'],
    ['tcp', 65_534, null],
  ])('%s %i is %s', (transport, port, name) => {
    const found = portName(transport, port)
    // The catalogue may know a port by a longer name than the product's.
    if (name === null) expect(found).toBeNull()
    else expect(found).toContain(name.split('-')[0])
  })
})

describe('ports by name', () => {
  it.each<[string, Transport, readonly number[]]>([
    ['ssh', 'tcp', [22]],
    ['SSH', 'tcp', [22]],
    ['redis', 'tcp', [6379]],
    ['domain', 'tcp', [53]],
    ['wap-wsp', 'tcp', [9200]],
    ['elasticsearch', 'tcp', [9200]],
    ['snmp', 'udp', [161]],
  ])('%s is %s %j', (word, transport, ports) => {
    expect(portsByName(word, transport)).toEqual(expect.arrayContaining([...ports]))
  })

  it('takes globs', () => {
    expect(portsByName('http*', 'tcp')).toEqual(expect.arrayContaining([80, 443, 8080]))
    expect(portsByName('?map', 'tcp')).toContain(143)
    expect(portsByName('*', 'udp').length).toBeGreaterThan(5000)
  })

  it('finds nothing for a name that nobody has', () => expect(portsByName('no-such-service', 'tcp')).toEqual([]))

  it('is sorted and without repetitions, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), anyTransport, (pattern, transport) => {
        const ports = portsByName(pattern, transport)
        expect(ports).toEqual([...new Set(ports)].sort((a, b) => a - b))
      }),
      { numRuns: 50 },
    )
  })

  it('leads back from every port to a name that finds it', () => {
    fc.assert(
      fc.property(anyPort, anyTransport, (port, transport) => {
        const name = portName(transport, port)
        if (name !== null) expect(portsByName(name, transport)).toContain(port)
      }),
      { numRuns: 60 },
    )
  })

  it('knows thousands of names for telling what was meant', () => {
    expect(allNames().size).toBeGreaterThan(5000)
    expect(allNames().has('redis')).toBe(true)
  })
})

describe('entries of a port', () => {
  it('are sorted, those for the port itself before those for a wide range', () => {
    const [first, ...rest] = entriesFor('udp', 20_000)
    expect(first?.id).toBe('dnp3')
    expect(rest.map(({ id }) => id)).toContain('rtp-range')
  })

  it('say nothing about a port that nobody described', () => expect(entriesFor('tcp', 4)).toEqual([]))
})

describe('categories', () => {
  it('risky holds what is risky and nothing else', () => {
    const risky = portsInCategory('risky', 'tcp')
    expect(risky).toEqual(expect.arrayContaining([23, 445, 2375, 6379]))
    for (const port of [22, 25, 80, 443, 3389]) expect(risky).not.toContain(port)
  })

  it('administrative holds the ways in', () => {
    expect(portsInCategory('administrative', 'tcp')).toEqual(expect.arrayContaining([22, 3389]))
    expect(portsInCategory('administrative', 'udp')).toContain(623)
  })
})

describe('services', () => {
  it('are found by the name that a detector gives', () => {
    expect(entryForService('redis')?.id).toBe('redis')
    expect(entryForService('SSH')?.id).toBe('ssh')
    expect(entryForService('http')?.category).toBe('normal')
    expect(entryForService('no-such-protocol')).toBeNull()
    expect(entryForService('__proto__')).toBeNull()
  })
})

describe('fragile ports', () => {
  it.each([...Array.from({ length: 8 }, (_, i) => 9100 + i), 515, 502, 102])('%i/tcp is one', (port) => {
    expect(isFragile('tcp', port)).toBeTypeOf('string')
  })

  it('what stands on the same number does not make it less so', () => {
    expect(isFragile('tcp', 9999)).toBeTypeOf('string')
    expect(isFragile('tcp', 10_001)).toBeTypeOf('string')
  })

  it.each([47_808, 44_818, 2222, 20_000, 30_718])('%i/udp is one', (port) => {
    expect(isFragile('udp', port)).toBeTypeOf('string')
  })

  it('none is among the UDP ports that a scan asks when nobody names any', () => {
    expect(topPorts('udp', 20).filter((port) => isFragile('udp', port) !== null)).toEqual([])
  })

  it('the web, mail and shells are not', () => {
    for (const port of [22, 25, 80, 443, 6379]) expect(isFragile('tcp', port)).toBeNull()
  })
})

describe('UDP ports that a check asks', () => {
  const ports = wellKnownUdpPorts()

  it('hold the most popular 200 and every one of the catalogue, but no wide range and nothing fragile', () => {
    const isRobust = (port: number) => isFragile('udp', port) === null
    expect(ports).toEqual(expect.arrayContaining(topPorts('udp', 200).filter(isRobust)))
    expect(ports).toEqual(expect.arrayContaining([64_738, 51_820]))
    expect(ports.filter((port) => !isRobust(port))).toEqual([])
    expect(ports).not.toContain(47_808)
    expect(ports.filter((port) => port >= 16_384 && port <= 32_767).length).toBeLessThan(200)
  })

  it('are sorted, and port 0 is none of them', () => {
    expect(ports).toEqual([...ports].sort((a, b) => a - b))
    expect(ports[0]).toBeGreaterThan(0)
  })
})

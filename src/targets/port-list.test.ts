import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import type { PortKnowledge } from './port-knowledge.ts'
import { type AskedTransports, portList, portText } from './port-list.ts'

const named = {
  tcp: { ssh: 22, http: 80, 'http-alt': 8080, https: 443, '3com-tsmux': 106 },
  udp: { snmp: 161, http: 80 },
}
const knowledge: PortKnowledge = {
  topPorts: (transport, n) => (transport === 'tcp' ? [443, 80, 22, 3389, 445] : [53, 123]).slice(0, n),
  portsByName(pattern, transport) {
    const matcher = new RegExp(`^${pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`)
    return Object.entries(named[transport])
      .filter(([name]) => matcher.test(name))
      .map(([, port]) => port)
  },
  portsInCategory(category, transport) {
    if (category === 'administrative') return transport === 'tcp' ? [22] : []
    return { risky: [23, 21], normal: [443], other: [9] }[category]
  },
  wordsLike: (word, presets) => {
    const known = [...presets, ...Object.keys(named.tcp), ...Object.keys(named.udp)]
    return known.filter((name) => name.length > 2 && name.slice(1) === word.slice(1))
  },
}
const none: AskedTransports = { tcp: false, udp: false }
const both: AskedTransports = { tcp: true, udp: true }

function read(text: string | undefined, asked = none): string {
  const { tcp, udp } = portList(text, asked, knowledge)
  return `T:${portText(tcp)} U:${portText(udp)}`
}

describe('means', () => {
  it.each([
    ['22,80-90', none, 'T:22,80-90 U:'],
    ['22,80-90', both, 'T:22,80-90 U:22,80-90'],
    ['22', { tcp: false, udp: true }, 'T: U:22'],
    ['-', none, 'T:1-65535 U:'],
    ['all', none, 'T:1-65535 U:'],
    ['0-', none, 'T:0-65535 U:'],
    ['0', none, 'T:0 U:'],
    ['-100', none, 'T:1-100 U:'],
    ['60000-', none, 'T:60000-65535 U:'],
    ['80,80,79-81,82', none, 'T:79-82 U:'],
    ['T:22,80,U:53,67-68', none, 'T:22,80 U:53,67-68'],
    ['U:53', none, 'T: U:53'],
    ['22,U:53,54,T:80', both, 'T:22,80 U:22,53-54'],
    ['t:22', none, 'T:22 U:'],
    ['ssh,http*', none, 'T:22,80,443,8080 U:'],
    ['SSH', none, 'T:22 U:'],
    ['http', both, 'T:80 U:80'],
    ['ssh', both, 'T:22 U:'],
    ['http?', none, 'T:443 U:'],
    ['3com-tsmux', none, 'T:106 U:'],
    ['top:2', none, 'T:80,443 U:'],
    ['T:top:1,U:top:2', none, 'T:443 U:53,123'],
    ['risky', none, 'T:21,23 U:'],
    ['admin', both, 'T:22 U:'],
    ['administrative', both, 'T:22 U:'],
    ['Risky,ALL', { tcp: false, udp: true }, 'T: U:1-65535'],
    ['normal', none, 'T:443 U:'],
    ['other', both, 'T:1-20,24-442,444-65535 U:1-20,22,24-442,444-65535'],
    [undefined, { tcp: true, udp: false }, 'T:22,80,443,445,3389 U:'],
    [undefined, { tcp: false, udp: true }, 'T: U:53,123'],
    [undefined, none, 'T:22,80,443,445,3389 U:53,123'],
  ] as const)('%s with %o → %s', (text, asked, meaning) => {
    expect(read(text, asked)).toBe(meaning)
  })

  it('asks for the documented defaults', () => {
    const asked: string[] = []
    const topPorts = (transport: string, n: number) => {
      asked.push(`${transport} ${n}`)
      return [1]
    }
    portList(undefined, none, { ...knowledge, topPorts })
    expect(asked).toEqual(['tcp 1000', 'udp 20'])
  })

  it('says when fewer ports are ranked than asked for, and when a technique gets none', () => {
    expect(portList('top:9', none, knowledge).notes).toEqual(['top:9: only 5 TCP ports are ranked; these were taken'])
    expect(portList('T:80', both, knowledge).notes).toEqual(['the port list names no UDP port, so none is scanned'])
  })
})

describe('refuses in one line', () => {
  it.each([
    ['22,70000', 'ports, column 4 "70000": 70000 is no port (0–65535)'],
    ['22,90-80', 'ports, column 4 "90-80": the range 90-80 runs backwards'],
    ['-0', 'ports, column 1 "-0": the range 1-0 runs backwards'],
    ['1-2-3', 'ports, column 1 "1-2-3": a range has two ends: 80-90'],
    ['', 'ports, column 1 "": a port is missing; - means all of them'],
    ['22,,80', 'ports, column 4 "": a port is missing; - means all of them'],
    ['22,T:', 'ports, column 4 "T:": a port is missing; - means all of them'],
    ['S:22', 'ports, column 1 "S:22": S: is no transport; T: is TCP and U: is UDP'],
    ['htpt', 'ports, column 1 "htpt": no service of that name is known'],
    ['22,xttps', 'ports, column 4 "xttps": no service of that name is known; did you mean https?'],
    ['fisky', 'ports, column 1 "fisky": no service of that name is known; did you mean risky?'],
    ['xnmp', 'ports, column 1 "xnmp": no service of that name is known'],
    ['U:xnmp', 'ports, column 1 "xnmp": no service of that name is known; did you mean snmp?'],
    ['snmp', 'ports, column 1 "snmp": no TCP service of that name; it is a UDP one (U:snmp)'],
    [
      '22 80',
      'ports, column 1 "22 80": no port (22), range (80-90), service name (ssh, http*), top:100, all, or category (risky, admin)',
    ],
    ['top:0', 'ports, column 1 "top:0": top: takes a number from 1 to 65535, as in top:100'],
    ['top:x', 'ports, column 1 "top:x": top: takes a number from 1 to 65535, as in top:100'],
    ['x'.repeat(65), `ports, column 1 "${'x'.repeat(59)}…": longer than any port name (64 characters)`],
  ])('%s', (text, message) => {
    expect(() => read(text)).toThrow(new UsageError(message))
  })

  it('U: under -sT, T: under -sU', () => {
    expect(() => read('U:53', { tcp: true, udp: false })).toThrow(
      new UsageError('ports, column 1 "U:53": U: names UDP ports, but -sU was not asked for'),
    )
    expect(() => read('T:53', { tcp: false, udp: true })).toThrow(/-sT was not asked for$/)
  })
})

it('arbitrary text: sorted, disjoint ranges or a UsageError, within bounds', () => {
  const part = fc.constantFrom(
    '1',
    '22',
    '65535',
    '65536',
    '-',
    ',',
    'T:',
    'U:',
    'x:',
    'ssh',
    '*',
    'top:',
    'all',
    'risky',
    'other',
    ' ',
  )
  const text = fc.oneof(
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  const check = (list: string, asked: AskedTransports) => {
    try {
      for (const ranges of Object.values(portList(list, asked, knowledge)).slice(0, 2) as {
        first: number
        last: number
      }[][]) {
        ranges.forEach(({ first, last }, i) => {
          expect(first <= last && last <= 65_535 && first > (ranges[i - 1]?.last ?? -2) + 1).toBe(true)
        })
      }
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError)
    }
  }
  fc.assert(fc.property(text, fc.record({ tcp: fc.boolean(), udp: fc.boolean() }), check), { numRuns: 500 })
  for (const huge of ['-,', '1,', ',', 'T:', 'ssh,', 'x', '*', '9']) check(huge.repeat(2 ** 17 / huge.length), both)
  check(Array.from({ length: 65_536 }, (_, port) => port).join(','), both)
  check(Array.from({ length: 1500 }, (_, i) => `h*${i}`).join(','), both)
})

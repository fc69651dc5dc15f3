import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeIptablesSave, IptablesError, setsChangedBy } from './iptables-save.ts'

const context = { family: 4, sets: new Map() } as const

function expectReadOrRefused(text: string): void {
  try {
    decodeIptablesSave(text, context)
    setsChangedBy(text)
  } catch (error) {
    expect(error).toBeInstanceOf(IptablesError)
  }
}

const word = fc.oneof(
  fc.constantFrom(
    ...[
      '-A',
      '-p',
      '-s',
      '-d',
      '-i',
      '-o',
      '-f',
      '-m',
      '-j',
      '-g',
      '!',
      '-c',
      'tcp',
      'udp',
      'INPUT',
      'x',
      '"',
      '"a b"',
      '\\',
    ],
    ...[
      'multiport',
      '--dports',
      '22,80:90',
      '--dport',
      '1:2:3',
      ':',
      'conntrack',
      '--ctstate',
      'NEW,DNAT',
      '--match-set',
    ],
    ...[
      'set',
      'recent',
      '--set',
      '--update',
      '--hitcount',
      '-1',
      'DNAT',
      '--to-destination',
      '[::1',
      ']:80',
      '10.0.0.1-',
      '-',
    ],
    ...[
      'mark',
      '--mark',
      '0x1/',
      '/',
      'MARK',
      '--set-xmark',
      'iprange',
      '--src-range',
      'addrtype',
      '--dst-type',
      'LOCAL,',
    ],
    ...['limit', '--limit', 'rpfilter', '--invert', 'owner', 'constructor', '__proto__', '--__proto__', 'hashlimit'],
    ...[
      '10.0.0.0/255.0.255.0',
      '10.0.0.0/33',
      'SET',
      '--add-set',
      'REDIRECT',
      '--to-ports',
      'connlimit',
      '--connlimit-above',
    ],
  ),
  fc.string({ maxLength: 8 }),
)
const rule = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))

function listing(rules: readonly string[]): string {
  return [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':x - [0:0]',
    ...rules.map((each) => `-A INPUT ${each}`),
    'COMMIT',
    '',
  ].join('\n')
}

describe('a listing that iptables never made', () => {
  it('is read or refused: text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), expectReadOrRefused))
  })

  it('is read or refused: its own words in any order', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), (rules) => expectReadOrRefused(listing(rules))),
      { numRuns: 1000 },
    )
  })

  it('is read or refused: cut off anywhere', () => {
    const whole = listing([
      '-p tcp -m tcp --dport 22 -m comment --comment "a \\"b\\" c" -j ACCEPT',
      '-s 10.0.0.0/8 -j DROP',
    ])
    fc.assert(fc.property(fc.nat({ max: whole.length }), (end) => expectReadOrRefused(whole.slice(0, end))))
  })

  it.each([
    ['200,000 quotes', '" '.repeat(200_000)],
    ['as many backslashes', `"${'\\"'.repeat(200_000)}`],
    ['as many options', '! -m tcp '.repeat(50_000)],
    ['as many words', `-m multiport --dports ${'1,'.repeat(100_000)}`],
    ['as many spaces', ' '.repeat(200_000)],
  ])('is read in linear time: %s', (_, text) => {
    expectReadOrRefused(listing([text]))
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeIpSets, IpSetError } from './ipset-save.ts'

function expectReadOrRefused(text: string): void {
  try {
    decodeIpSets(text)
  } catch (error) {
    expect(error).toBeInstanceOf(IpSetError)
  }
}

const word = fc.oneof(
  fc.constantFrom(
    ...[
      'create',
      'add',
      's',
      'hash:ip',
      'hash:net',
      'hash:ip,port',
      'bitmap:port',
      'list:set',
      'hash:net,iface',
      'toString',
    ],
    ...[
      'family',
      'inet6',
      'netmask',
      '24',
      '99',
      'timeout',
      'nomatch',
      'comment',
      '"a b"',
      '"',
      '10.0.0.1',
      '10.0.0.0/33',
      '::1',
    ],
    ...[
      '10.0.0.1,tcp:80',
      '10.0.0.1,tcp:',
      '10.0.0.1-10.0.0.9',
      ',',
      'tcp:1-2',
      '1-',
      '10.0.0.0/8,eth0',
      '10.0.0.0/8,physdev:x',
    ],
  ),
  fc.string({ maxLength: 8 }),
)
const text = fc.array(
  fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
  { maxLength: 6 },
)

describe('a listing that ipset never made', () => {
  it('is read or refused', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), expectReadOrRefused))
    fc.assert(
      fc.property(text, (lines) => expectReadOrRefused(lines.join('\n'))),
      { numRuns: 1000 },
    )
  })

  it('is read in linear time', () => {
    expectReadOrRefused(`create s hash:ip family inet\n${'add s 10.0.0.1\n'.repeat(20_000)}`)
    expectReadOrRefused(`create s ${'" '.repeat(100_000)}`)
  })
})

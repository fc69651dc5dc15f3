import { describe, expect, it } from 'vitest'
import { rewriteNmapFlags } from './nmap-flags.ts'

describe('rewriteNmapFlags', () => {
  it.each([
    [
      ['-Pn', 'host'],
      ['--no-ping', 'host'],
    ],
    [['-sT'], ['--connect']],
    [['-sSU'], ['--syn', '--udp']],
    [['-sA'], ['--technique', 'ack']],
    [
      ['-sV', '-6'],
      ['--service', '-6'],
    ],
    [
      ['-oX', 'a.xml'],
      ['--output', 'nmap-xml:a.xml'],
    ],
    [
      ['-oN', '-'],
      ['--output', 'table:-'],
    ],
    [
      ['-T4', '-F'],
      ['--timing', '4', '--top-ports', '100'],
    ],
    [
      ['-iL', '-sT'],
      ['--input-file', '-sT'],
    ],
    [
      ['-p', '-'],
      ['-p', '-'],
    ],
    [['-p-'], ['-p-']],
    [
      ['-o', '-Pn'],
      ['-o', '-Pn'],
    ],
    [
      ['--', '-Pn'],
      ['--', '-Pn'],
    ],
    [
      ['--max-rate', '100'],
      ['--rate', '100'],
    ],
  ])('%j becomes %j', (argv, expected) => {
    expect(rewriteNmapFlags(argv)).toEqual(expected)
  })

  it('misses the file of -oX, which is no file called X', () => {
    expect(() => rewriteNmapFlags(['-oX'])).toThrow('-oX: a file name is missing')
    expect(() => rewriteNmapFlags(['-oA', 'base'])).toThrow('-oA is not there')
  })

  it('leaves what it does not know to the option parser', () => {
    expect(rewriteNmapFlags(['-sX', '-T9', 'toString'])).toEqual(['-sX', '-T9', 'toString'])
  })
})

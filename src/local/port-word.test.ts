import { expect, test } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { matchesPortWord, parsePortWord } from './port-word.ts'

test.each([
  ['8080', { first: 8080, last: 8080, transport: undefined }],
  ['53/udp', { first: 53, last: 53, transport: 'udp' }],
  ['53/UDP', { first: 53, last: 53, transport: 'udp' }],
  ['8000-9000', { first: 8000, last: 9000, transport: undefined }],
  ['1-65535/tcp', { first: 1, last: 65_535, transport: 'tcp' }],
])('%s', (text, word) => expect(parsePortWord(text)).toEqual(word))

test.each([
  ['', 'is no port'],
  ['http', 'is no port'],
  ['80/sctp', 'is no port'],
  ['-80', 'is no port'],
  ['80-', 'is no port'],
  ['8e1', 'is no port'],
  ['0', 'outside of 1 to 65535'],
  ['65536', 'outside of 1 to 65535'],
  ['9000-8000', 'write 8000-9000'],
])('%j is refused by name', (text, problem) => {
  expect(() => parsePortWord(text)).toThrow(UsageError)
  expect(() => parsePortWord(text)).toThrow(`${JSON.stringify(text)} is`)
  expect(() => parsePortWord(text)).toThrow(problem)
})

test('a word without a transport means both', () => {
  const matches = (word: string, port: number, transport: 'tcp' | 'udp') =>
    matchesPortWord(parsePortWord(word), { port, transport })
  expect([matches('53', 53, 'tcp'), matches('53', 53, 'udp'), matches('53', 54, 'tcp')]).toEqual([true, true, false])
  expect([matches('50-60/udp', 50, 'udp'), matches('50-60/udp', 60, 'tcp')]).toEqual([true, false])
})

import { expect, test } from 'vitest'
import { decodeBootTime, decodeCommandLine, startInstant } from './process-stat.ts'

test('the start is the boot and the ticks after it', () => {
  expect(decodeBootTime('cpu 1 2\nbtime 1700000000\nprocesses 5\n')).toBe(1_700_000_000)
  expect(decodeBootTime('xbtime 17')).toBeNull()
  expect(startInstant(1_700_000_000, 150)).toBe('2023-11-14T22:13:21.500Z')
})

test.each([
  ['node\0server.js\0', ['node', 'server.js']],
  ['a\0\0b\0', ['a', '', 'b']],
  ['nginx: master process /usr/sbin/nginx\0\0\0', ['nginx: master process /usr/sbin/nginx']],
  ['', []],
])('the arguments of %j are %j', (text, words) => expect(decodeCommandLine(text)).toEqual(words))

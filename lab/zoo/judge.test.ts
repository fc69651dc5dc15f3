import { expect, test } from 'vitest'
import { type Answer, judge, type Truth } from './judge.ts'

const truth = (more: Partial<Truth> = {}): Truth => ({
  protocol: 'http',
  tls: false,
  product: 'nginx',
  versions: ['1.22.1'],
  ...more,
})
const answer = (more: Partial<Answer> = {}): Answer => ({
  protocol: 'http',
  tls: false,
  product: 'nginx',
  version: '1.22.1',
  isGuess: false,
  ...more,
})

test.each([
  ['all of it', {}, {}, 'right right right'],
  ['nothing', {}, { protocol: null, product: null, version: null }, 'none none none'],
  ['unknown', {}, { protocol: 'unknown', product: null, version: null }, 'none none none'],
  ['a port number', {}, { product: null, version: null, isGuess: true }, 'guess none none'],
  ['another protocol', {}, { protocol: 'ftp' }, 'wrong right right'],
  ['what is inside TLS', { tls: true }, { tls: true }, 'right right right'],
  ['https', { tls: true }, { protocol: 'https' }, 'right right right'],
  ['TLS and nothing more', { tls: true }, { protocol: 'ssl', product: null, version: null }, 'none none none'],
  ['no TLS where there is some', { tls: true }, {}, 'wrong right right'],
  ['TLS where there is none', {}, { tls: true }, 'wrong right right'],
  ['a synonym', { protocol: 'dns' }, { protocol: 'domain' }, 'right right right'],
  ['another product', {}, { product: 'Apache httpd' }, 'right wrong right'],
  ['another version', {}, { version: '1.22.10' }, 'right right wrong'],
  ['a part of the version', {}, { version: '1.22' }, 'right right wrong'],
  ["a packager's version", {}, { version: '1.22.1-9+deb12u2 Debian' }, 'right right right'],
  ['a version in other words', { versions: ['10.11'] }, { version: '5.5.5-10.11-MariaDB' }, 'right right right'],
  ['all in one word', {}, { protocol: 'http nginx 1.22.1', product: null, version: null }, 'right right right'],
  ['the shorter of two versions', { versions: ['2.4.2', '2.4'] }, { version: '2.4' }, 'right right right'],
  ['what nothing reveals', { product: null, versions: null }, { product: 'x', version: '9' }, 'right null null'],
] as const)('%s', (_, true_, said, marks) => {
  const { protocol, product, version } = judge(truth(true_), answer(said))
  expect(`${protocol} ${product} ${version}`).toBe(marks)
})

test('a product goes by its other names', () => {
  const { product } = judge(truth({ product: 'NRPE' }), answer({ product: 'Nagios Remote Plugin Executor' }))
  expect(product).toBe('right')
})

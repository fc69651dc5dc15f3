import fc from 'fast-check'
import { expect, test } from 'vitest'
import { composeEdit } from './compose-file.ts'

const port = { host: 5432, container: 5432, transport: 'tcp' } as const
const short = `services:
  web:
    ports: ["8080:80"]
  db:
    image: postgres # the one
    ports:
      - "5432:5432"
      - 9000:9000
volumes: {}
`
const long = `services:
  db:
    ports:
      - target: 5432
        published: "5432"
        protocol: tcp
`

test('only the port that was meant is changed', () => {
  expect(composeEdit('compose.yaml', short, port)?.diff).toEqual([
    '@@ -5,5 +5,5 @@',
    '     image: postgres # the one',
    '     ports:',
    '-      - "5432:5432"',
    '+      - "127.0.0.1:5432:5432"',
    '       - 9000:9000',
    ' volumes: {}',
  ])
  expect(composeEdit('c', short, { host: 9000, container: null, transport: 'tcp' })?.diff).toContain(
    '+      - "127.0.0.1:9000:9000"',
  )
  expect(composeEdit('c', short, { ...port, transport: 'udp' })).toBeNull()
  expect(composeEdit('c', short.replace('"5432', '"10.0.0.1:5432'), port)).toBeNull()
})

test('the long form', () => {
  expect(composeEdit('c', long, port)?.diff).toContain('+        host_ip: 127.0.0.1')
  const bound = composeEdit('c', `${long}        host_ip: 0.0.0.0\n`, port)?.diff
  expect(bound).toContain('-        host_ip: 0.0.0.0')
  expect(bound).toContain('+        host_ip: 127.0.0.1')
})

test('any text, and a genuine file cut off or changed anywhere', () => {
  const check = (text: string) => {
    const edit = composeEdit('c', text, port)
    if (edit !== null) expect(edit.diff.length).toBeGreaterThan(0)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check))
  for (const text of [short, long]) {
    for (let length = 0; length < text.length; length += 3) check(text.slice(0, length))
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 5 }), (at, piece) =>
        check(text.slice(0, at) + piece + text.slice(at + 2)),
      ),
    )
  }
  check(`services:\n  db:\n    ports:\n${'      - "1:1"\n'.repeat(300)}`)
  check('services: &a [*a]')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeProcNetLine, decodeProcNetPeer } from './proc-net.ts'

const all = (): boolean => true
const genuine =
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 633 1 00000000fd2fd39a 100 0 0 10 0'

function check(line: string): void {
  const peer = decodeProcNetPeer(line)
  if (peer !== null) expect(peer.port).toBeLessThanOrEqual(65_535)
  const row = decodeProcNetLine(line, all)
  if (row === null) return
  expect(row.port).toBeLessThanOrEqual(65_535)
  expect(row.address.length).toBeLessThanOrEqual(39)
  expect(Number.isSafeInteger(row.inode) && Number.isSafeInteger(row.uid)).toBe(true)
}

test('any text', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), check))
})

test('a genuine line cut off anywhere, or with a field changed', () => {
  for (let length = 0; length <= genuine.length; length++) check(genuine.slice(0, length))
  const fields = genuine.trim().split(/\s+/)
  fc.assert(
    fc.property(fc.nat(fields.length - 1), fc.string({ maxLength: 40 }), (index, field) => {
      check(fields.with(index, field).join(' '))
    }),
  )
})

test('a huge line', () => {
  expect(decodeProcNetLine('0'.repeat(1_000_000), all)).toBeNull()
  expect(decodeProcNetLine(' '.repeat(1_000_000), all)).toBeNull()
  check(`${genuine}${' 0'.repeat(500_000)}`)
})

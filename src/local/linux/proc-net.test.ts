import { endianness } from 'node:os'
import { expect, test } from 'vitest'
import { decodeProcNetLine } from './proc-net.ts'

const all = (): boolean => true
const tail = '00:00000000 00000000  1000        0 633 1 00000000fd2fd39a 100 0 0 10 0'

test('reads a line of tcp', (context) => {
  if (endianness() !== 'LE') context.skip('the line is from a little-endian machine')
  const line = `   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 ${tail}`
  expect(decodeProcNetLine(line, all)).toEqual({
    family: 4,
    address: '127.0.0.1',
    port: 8080,
    state: 10,
    receiveQueue: 3,
    uid: 1000,
    inode: 633,
  })
})

test.each([
  ['00000000000000000000000001000000', '::1'],
  ['00000000000000000000000000000000', '::'],
  ['0000000000000000FFFF00000100007F', '127.0.0.1'],
  ['B80D0120000000000000000001000000', '2001:db8::1'],
])('reads address %s of tcp6 as %s', (hex, address) => {
  const line = `  12: ${hex}:0016 ${'0'.repeat(32)}:0000 0A 00000000:00000000 ${tail}`
  expect(decodeProcNetLine(line, all)).toMatchObject({ family: 6, address, port: 22 })
})

test('leaves out the heading and what is not wanted', () => {
  const heading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
  expect(decodeProcNetLine(heading, all)).toBeNull()
  const line = `   0: 0100007F:1F90 00000000:0000 01 00000000:00000000 ${tail}`
  expect(decodeProcNetLine(line, (state) => state === 10)).toBeNull()
  expect(decodeProcNetLine(line, (state, port) => state === 1 && port === 8080)).not.toBeNull()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeNumberedEntries, decodeSocketLink } from './directory-entries.ts'

const decode = (bytes: Uint8Array): number[] => {
  const numbers: number[] = []
  decodeNumberedEntries(bytes, numbers)
  return numbers
}

test('any bytes end, and give whole numbers only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
      const numbers = decode(bytes)
      expect(numbers.length * 20).toBeLessThanOrEqual(bytes.length)
      expect(numbers.every((number) => Number.isSafeInteger(number) && number >= 0)).toBe(true)
    }),
  )
})

test('entries cut off anywhere give the whole ones before the cut', () => {
  const names = ['.', '..', '1', '4194304', 'self', '0']
  const entries = names.map(entry)
  const bytes = Buffer.concat(entries)
  expect(decode(bytes)).toEqual([1, 4_194_304, 0])
  for (let length = 0; length < bytes.length; length++) {
    expect([1, 4_194_304, 0].slice(0, decode(bytes.subarray(0, length)).length)).toEqual(
      decode(bytes.subarray(0, length)),
    )
  }
})

test('a huge buffer', () => {
  expect(decode(Buffer.concat(Array.from({ length: 50_000 }, () => entry('77'))))).toHaveLength(50_000)
})

test('only a whole socket link gives a number', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(200), (bytes, length) => {
      expect(Number.isSafeInteger(decodeSocketLink(bytes, length))).toBe(true)
    }),
  )
  const link = (text: string): number => decodeSocketLink(Buffer.from(text), text.length)
  expect(link('socket:[633]')).toBe(633)
  expect(link('socket:[4294967295]')).toBe(4_294_967_295)
  for (const text of ['', 'socket:[', 'socket:[]', 'socket:[12', 'socket:[1x]', 'pipe:[12]', 'socket:[99999999999]'])
    expect(link(text)).toBe(0)
})

/** struct linux_dirent64, padded to eight bytes. */
function entry(name: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((20 + name.length) / 8) * 8)
  new Uint16Array(bytes.buffer)[8] = bytes.length
  bytes.set(Buffer.from(name), 19)
  return bytes
}

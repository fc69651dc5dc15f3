import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { categoryOption, collect, once, rateOption, shardOption, wholeNumber } from './options.ts'

describe('option values', () => {
  it('reads whole numbers inside their bounds', () => {
    const read = wholeNumber('--retries', 0, 10)
    expect(read('0')).toBe(0)
    expect(read('10')).toBe(10)
    for (const wrong of ['11', '-1', '1.5', '1e1', '', ' 3', '0x3', '99999999999999999999']) {
      expect(() => read(wrong)).toThrow(
        new UsageError(`--retries ${JSON.stringify(wrong)} is not a whole number from 0 to 10`),
      )
    }
  })

  it('counts shards from 1', () => {
    expect(shardOption('1/4')).toEqual({ index: 0, count: 4 })
    expect(shardOption('4/4')).toEqual({ index: 3, count: 4 })
    for (const wrong of ['0/4', '5/4', '1/0', '1', '1/4/2', '']) expect(() => shardOption(wrong)).toThrow(UsageError)
  })

  it('reads rates and categories', () => {
    expect(rateOption('max')).toBe('max')
    expect(rateOption('500')).toBe(500)
    expect(() => rateOption('0')).toThrow(UsageError)
    expect(categoryOption('--fail-on')('risky')).toBe('risky')
    expect(() => categoryOption('--fail-on')('bad')).toThrow(/normal, other, administrative, risky/)
  })

  it('refuses a second list, of which the first would be lost', () => {
    expect(once('-p')('22', undefined)).toBe('22')
    expect(() => once('-p')('80', '22')).toThrow('-p is given twice; write it as one list: -p 22,80')
  })

  it('collects repeated options in order', () => {
    expect(collect('b', collect('a'))).toEqual(['a', 'b'])
  })
})

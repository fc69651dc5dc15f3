import { describe, expect, it } from 'vitest'
import { nearNames } from './near-names.ts'

describe('nearNames', () => {
  it('finds what was meant', () => {
    expect(nearNames('redsi')).toContain('redis')
    expect(nearNames('postgre').some((name) => name.startsWith('postgre'))).toBe(true)
  })

  it('gives at most three, none for what is like nothing, and stays quick on nonsense', () => {
    expect(nearNames('ss').length).toBeLessThanOrEqual(3)
    expect(nearNames('qqqqzzzzqqqq')).toEqual([])
    expect(nearNames('x'.repeat(1_000_000))).toEqual([])
  })
})

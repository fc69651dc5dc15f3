import { describe, expect, it } from 'vitest'
import { widthWanted } from './terminal.ts'

describe('widthWanted', () => {
  it.each([
    [120, undefined, 120],
    [120, '80', 120],
    [undefined, '80', 80],
    [undefined, undefined, Number.POSITIVE_INFINITY],
    [undefined, 'wide', Number.POSITIVE_INFINITY],
    [undefined, '-3', Number.POSITIVE_INFINITY],
    // A pseudo-terminal that was given no size.
    [0, undefined, Number.POSITIVE_INFINITY],
    [0, '80', 80],
  ])('of a terminal of %s columns, with COLUMNS=%s, is %s', (columns, asked, width) => {
    expect(widthWanted(columns, asked)).toBe(width)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explain } from '../assess/explain.ts'
import { explanationText, wrap } from './explain-text.ts'

const plain = (word: string, width = 100) => explanationText(explain(word), false, width)

describe('explanationText', () => {
  it('is one screen with what matters first', () => {
    const text = plain('445/tcp')
    expect(text.split('\n')[0]).toMatch(/^445\/tcp {2}smb — /)
    expect(text).toMatch(/\nrisky\n/)
    for (const label of ['why', 'what to do', 'instead', 'secure it', 'incidents', 'sources'])
      expect(text).toContain(label)
    expect(text.split('\n').length).toBeLessThan(50)
  })

  it('lists the other ports of a name and says how many it leaves out', () => {
    const text = plain('http*')
    expect(text).toContain('443/udp')
    expect(text).toMatch(/and \d+ more; --json/)
  })

  it('says it when nothing is known', () => expect(plain('4/tcp')).toMatch(/^4\/tcp {2}no known use\nother\n/))

  it('keeps to the width', () => {
    for (const width of [60, 80, 100]) {
      for (const word of ['445', 'redis', '9100', 'http*', '51820']) {
        const lines = plain(word, width).split('\n').slice(1)
        expect(lines.filter((line) => line.length > width && line.includes(' '))).toEqual([])
      }
    }
  })

  it('colours only when asked to', () => {
    expect(plain('445')).not.toContain('\u001b')
    expect(explanationText(explain('445'), true, 100)).toContain('\u001b[')
  })
})

describe('wrap', () => {
  it('loses no word and keeps to the width unless one word is longer', () => {
    const text = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), width)
        expect(lines.join(' ')).toBe(words.join(' '))
        for (const line of lines) if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readable } from './readable.ts'

const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

it('reads what was written in UTF-8, and leaves Latin-1 and what is read already', () => {
  expect(readable(asBytes('HTTP Status 404 – Größe'))).toBe('HTTP Status 404 – Größe')
  expect(readable(asBytes('10 €').slice(0, -1))).toBe('10 ')
  expect(readable('Gr\xf6\xdfe')).toBe('Größe')
  expect(readable('– Ã¤')).toBe('– Ã¤')
})

it('reads all that UTF-8 can say', () => {
  const written = fc.string({ unit: 'grapheme' }).filter((text) => !text.startsWith('\ufeff'))
  fc.assert(fc.property(written, (text) => void expect(readable(asBytes(text))).toBe(text)))
})

it('takes any bytes, and makes them no longer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4_096 }), (bytes) => {
      const text = Buffer.from(bytes).toString('latin1')
      expect(readable(text).length).toBeLessThanOrEqual(text.length)
    }),
  )
})

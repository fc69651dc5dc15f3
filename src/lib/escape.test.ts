import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { escapeCsv, escapeHtml, escapeJson, escapeMarkdown, escapeTerminal, escapeXml } from './escape.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  // UTF-16 units of every kind, lone surrogates among them
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        '\x1b[31m',
        '\x9b2J',
        '</script>',
        '<img onerror=x>',
        '=cmd|',
        '&amp;',
        '\u202e',
        '|',
        '`',
        '\r\n',
        ']]>',
        '"',
        "'",
      ),
    )
    .map((parts) => parts.join('')),
)
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const acting = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/

/** Without well-formed pairs, so that `acting` sees lone surrogates only. */
const withoutPairs = (text: string) => text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')

test.each([
  ['terminal', escapeTerminal],
  ['html', escapeHtml],
  ['markdown', escapeMarkdown],
  ['json', (text: string) => escapeJson(JSON.stringify(text))],
] as const)('nothing that acts unseen survives the escaping for %s', (_, escaped) => {
  fc.assert(fc.property(hostile, (text) => void expect(withoutPairs(escaped(text))).not.toMatch(acting)))
})

test('terminal: visible names for what cannot be seen, printable Unicode as it is', () => {
  expect(escapeTerminal('\x1b[31mred\x9b0m\u202e\n\0')).toBe('\\x1b[31mred\\x9b0m\\u{202e}\\n\\0')
  expect(escapeTerminal('Grüße, 日本語 — ✓')).toBe('Grüße, 日本語 — ✓')
  expect(escapeTerminal('\ud800x\u{e0041}')).toBe('\\u{d800}x\\u{e0041}')
})

test('html: no markup is left, and undoing the entities gives the visible text back', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const html = escapeHtml(text)
      expect(html).not.toMatch(/[<>"']/)
      const back = html
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&amp;/g, '&')
      expect(back).toBe(escapeTerminal(text))
    }),
  )
})

test('xml: a parser gets the text back, forbidden characters as U+FFFD', () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    parseAttributeValue: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  })
  fc.assert(
    fc.property(hostile, (text) => {
      const expected = Array.from(text, (character) => {
        const code = character.codePointAt(0)!
        const allowed =
          code >= 0x20
            ? !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
            : [9, 10, 13].includes(code)
        return allowed ? character : '\ufffd'
      }).join('')
      const parsed: { a: { '@_b': string } } = parser.parse(`<a b="${escapeXml(text)}"/>`)
      expect(parsed.a['@_b']).toBe(expected)
    }),
  )
})

test('csv: nothing starts as a formula', () => {
  fc.assert(fc.property(hostile, (text) => void expect(escapeCsv(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)))
  expect(escapeCsv("=cmd|' /C calc'!A0")).toBe("'=cmd|' /C calc'!A0")
  expect(escapeCsv('a=b')).toBe('a=b')
})

test('markdown: cells, code, links, math and HTML are inert', () => {
  expect(escapeMarkdown('a|b `c` <b> https://x www.y [l](u) $m$')).toBe(
    'a\\|b \\`c\\` &lt;b&gt; https\\://x www\\.y \\[l\\](u) \\$m\\$',
  )
  fc.assert(fc.property(hostile, (text) => void expect(escapeMarkdown(text)).not.toMatch(/(^|[^\\])(\\\\)*[|`]/)))
})

test('json: the value is unchanged', () => {
  fc.assert(fc.property(hostile, (text) => void expect(JSON.parse(escapeJson(JSON.stringify(text)))).toBe(text)))
})

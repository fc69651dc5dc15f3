// Foreign text is hostile: one function for each place where it is shown. All of them are linear in the
// length of the text; callers cut it first (cutText).

// What a reader cannot see, or what acts instead of being seen: controls (C0, DEL, C1 with its one-byte CSI),
// format characters (bidi overrides, zero-width ones, tags), lone surrogates, line and paragraph separators,
// and the rest that Unicode says to draw as nothing (variation selectors, Hangul fillers).
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

function visibleName(character: string): string {
  const short = shortNames[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0)!
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** What nearly all text is made of, and no escape but those of markup changes. Asking first is several times as fast. */
const ordinary = /^[\x20-\x7e]*$/

/** For terminals: one line; what cannot be seen becomes `\n`, `\x1b`, `\u{202e}`. Printable Unicode stays. */
export function escapeTerminal(text: string): string {
  return ordinary.test(text) ? text : text.replace(invisible, visibleName)
}

const htmlNames: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For HTML text and quoted attributes: markup becomes entities, and what cannot be seen becomes visible as on a terminal. */
export function escapeHtml(text: string): string {
  return escapeTerminal(text).replace(/[&<>"']/g, (character) => htmlNames[character]!)
}

/**
 * For XML 1.0 text and quoted attributes. Characters outside the production Char (section 2.2) become U+FFFD; other
 * invisible ones become character references, so that a reader gets them back unchanged (section 3.3.3 would
 * otherwise turn tabs and line ends in attributes into spaces).
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => htmlNames[character]!)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(invisible, (character) => {
      const code = character.codePointAt(0)!
      const forbidden = (code < 0x20 && !'\t\n\r'.includes(character)) || (code >= 0xd800 && code <= 0xdfff)
      return forbidden ? '\ufffd' : `&#${code};`
    })
}

// Spreadsheets take a field as a formula when it starts with one of these (OWASP, CSV Injection), or with the full-width
// forms that East Asian editions take for the same.
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * For a CSV field, before quoting: a leading apostrophe keeps a spreadsheet from running it; invisible characters become
 * visible, except for tab and line ends, which RFC 4180 allows inside quotes.
 */
export function escapeCsv(text: string): string {
  const shown = text.replace(invisible, (character) =>
    '\t\r\n'.includes(character) ? character : visibleName(character),
  )
  return formulaStart.test(shown) ? `'${shown}` : shown
}

/** For a cell of a GitHub-flavoured Markdown table: one line, nothing in it is markup, a link or HTML. */
export function escapeMarkdown(text: string): string {
  return escapeTerminal(text)
    .replace(/[\\`*_~|[\]$#@]/g, '\\$&')
    .replace(/:\/\//g, '\\://')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}\\.`)
    .replace(/[&<>]/g, (character) => htmlNames[character]!)
}

/**
 * For text that JSON.stringify made: invisible characters that JSON lets through become \u escapes. The value
 * stays the same, and printing the file does not act on the terminal (C1 controls, bidi overrides).
 */
export function escapeJson(json: string): string {
  if (ordinary.test(json)) return json
  return json.replace(invisible, (character) => {
    let escaped = ''
    for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
    return escaped
  })
}

// Plain text: bounds, numbers for people, and how many terminal columns a string takes.

/** Cuts to at most `limit` UTF-16 units, the last one an ellipsis; never splits a surrogate pair. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text
  if (limit < 1) return ''
  const end = limit - 1
  return `${text.slice(0, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end)}…`
}

/** NaN (before the start of the string) is no surrogate. */
const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff

/** 65520 → "65,520". The comma is fixed: output must not depend on the machine's locale. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** 1 → "1 host", 2 → "2 hosts"; `many` for the irregular ones. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${groupDigits(value)} ${value === 1 ? one : many}`
}

// Two columns: East Asian Wide and Fullwidth (Unicode Standard Annex 11, main blocks) and emoji shown as pictures.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u
// No column: marks that are drawn over the character before them, and what draws nothing.
const zero = /[\p{M}\p{Cf}\u200b]/u
const plain = /^[\x20-\x7e]*$/

function columnsOf(character: string): number {
  if (zero.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** Terminal columns that `text` takes; it must be free of control characters (see `escapeTerminal`). */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += columnsOf(character)
  return columns
}

/** Cuts to at most `width` terminal columns, the last one an ellipsis. Infinity never cuts. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let columns = 1
  for (const character of text) {
    columns += columnsOf(character)
    if (columns > width) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

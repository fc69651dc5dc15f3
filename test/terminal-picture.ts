// A picture of what a terminal shows, for readers of the README.

/** Select Graphic Rendition (ECMA-48 §8.3.117), as far as our tables use it, in colours that read well on a dark ground. */
const colours: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
  '90': '#8b949e',
}

interface Style {
  readonly colour: string | null
  readonly bold: boolean
  readonly dim: boolean
}

const plain: Style = { colour: null, bold: false, dim: false }
const [cellWidth, cellHeight, margin] = [7.8, 18, 12]

/**
 * Text with colours of a terminal as SVG: one line of text a row, of a fixed-width font.
 * @param title for those who cannot see it
 */
export function terminalPicture(text: string, title: string): string {
  const lines = text.trimEnd().split('\n')
  const columns = Math.max(...lines.map((line) => withoutColours(line).length))
  const [width, height] = [Math.ceil(columns * cellWidth + 2 * margin), lines.length * cellHeight + 2 * margin]
  const rows = lines.map(
    (line, i) => `<text x="${margin}" y="${margin + (i + 0.75) * cellHeight}">${spans(line)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${xmlText(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#161b22"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13" fill="#e6edf3" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
const rendition = /\x1b\[([\d;]*)m/

/** What is read without them. */
export function withoutColours(text: string): string {
  return text.replaceAll(new RegExp(rendition, 'g'), '')
}

function spans(line: string): string {
  let style = plain
  // Every other part is what an escape says.
  return line
    .split(rendition)
    .map((part, i) => {
      if (i % 2 === 1) style = part.split(';').reduce(styled, style)
      return i % 2 === 1 || part === '' ? '' : `<tspan${attributes(style)}>${xmlText(part)}</tspan>`
    })
    .join('')
}

function styled(style: Style, code: string): Style {
  if (code === '' || code === '0') return plain
  if (code === '1') return { ...style, bold: true }
  if (code === '2') return { ...style, dim: true }
  if (code === '22') return { ...style, bold: false, dim: false }
  if (code === '39') return { ...style, colour: null }
  return { ...style, colour: colours[code] ?? style.colour }
}

function attributes({ colour, bold, dim }: Style): string {
  const fill = colour ?? (dim ? '#8b949e' : null)
  return `${fill === null ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}`
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The words of a picture that `terminalPicture` made, line by line. */
export function wordsOf(picture: string): string {
  return [...picture.matchAll(/<text [^>]*>(.*)<\/text>/g)]
    .map(([, line]) => line!.replaceAll(/<[^>]*>/g, ''))
    .join('\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

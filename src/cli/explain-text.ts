import pc from 'picocolors'
import type { Explanation } from '../model/explanation.ts'
import type { Category } from '../model/unions.ts'

const labelWidth = 12
const listedAtMost = 12
type Colours = ReturnType<typeof pc.createColors>

/** One screen on what was asked for: the port most worth knowing in full, the others in a line each. */
export function explanationText(found: readonly Explanation[], colour: boolean, width: number): string {
  const colours = pc.createColors(colour)
  const [first, ...others] = found
  if (!first) return ''
  const blocks = [portText(first, colours, width)]
  if (others.length > 0) blocks.push(othersText(others, colours, width))
  return `${blocks.join('\n\n')}\n`
}

function portText(port: Explanation, colours: Colours, width: number): string {
  const title = [port.name, port.title].filter((part) => part !== null && part !== '').join(' — ')
  const head = `${colours.bold(`${port.port}/${port.transport}`)}  ${title || 'no known use'}`
  const category = paint(port.category, colours)
  return [head, category, '', ...rows(port).flatMap(([label, text]) => row(label, text, colours, width))].join('\n')
}

/** The categories' colours, as in every table. */
function paint(category: Category, { bold, red, yellow, green, cyan }: Colours): string {
  const colour = { risky: (text: string) => bold(red(text)), administrative: yellow, other: cyan, normal: green }
  return colour[category](category)
}

function rows(port: Explanation): readonly (readonly [label: string, text: string])[] {
  const list: [string, string | null][] = [
    ['why', port.danger ?? port.categoryReason],
    ['what to do', port.advice],
    ['on the wire', onTheWire(port.cleartext)],
    ['instead', instead(port)],
    ['fragile', port.fragile && `Never spoken to by default: ${port.fragile}`],
    ['malware', port.malware ? 'Known from malware. A hint only: any program may use the port.' : null],
    ...port.secure.map(({ measure, how }, i): [string, string] => [i === 0 ? 'secure it' : '', `${measure}: ${how}`]),
    ...port.incidents.map(({ year, name, what, reference }, i): [string, string] => [
      i === 0 ? 'incidents' : '',
      `${year} ${name}: ${what} (${reference})`,
    ]),
    ['also', port.alsoUsedBy.map(({ name, title, category }) => `${name} (${title}; ${category})`).join('; ')],
    ['number', numberText(port)],
    ['probed with', port.payloads.join(', ')],
    ['sources', port.sources.join('; ')],
  ]
  return list.filter((entry): entry is [string, string] => Boolean(entry[1]))
}

function onTheWire(cleartext: Explanation['cleartext']): string | null {
  if (cleartext === null) return null
  if (cleartext === 'negotiable') return 'readable unless encryption is switched on'
  return cleartext ? 'readable by everybody on the way' : 'encrypted'
}

function instead({ replacement }: Explanation): string | null {
  if (replacement === null) return null
  const ports = replacement.ports.length > 0 ? ` (${replacement.ports.join(', ')})` : ''
  return `${replacement.protocol}${ports}: ${replacement.how}`
}

function numberText({ range, linuxEphemeral, registeredName, popularityRank, transport }: Explanation): string {
  const parts = [
    `${range} range`,
    linuxEphemeral ? 'among those that Linux gives to clients' : null,
    registeredName === null ? 'no name at IANA' : `at IANA ${registeredName}`,
    popularityRank === null ? null : `in top:${popularityRank} of ${transport.toUpperCase()}`,
  ]
  return parts.filter((part) => part !== null).join('; ')
}

function row(label: string, text: string, colours: Colours, width: number): string[] {
  const lines = wrap(text, Math.max(20, width - labelWidth - 2))
  return lines.map((line, i) => `  ${colours.dim((i === 0 ? label : '').padEnd(labelWidth))}${line}`)
}

function othersText(others: readonly Explanation[], colours: Colours, width: number): string {
  const shown = others.slice(0, listedAtMost)
  const lines = shown.map((other) => {
    const port = `${other.port}/${other.transport}`.padEnd(labelWidth)
    const [line = ''] = wrap(`${other.name ?? ''}${other.title ? ` — ${other.title}` : ''}`, Math.max(20, width - 32))
    return `  ${port}${paint(other.category, colours)}${' '.repeat(16 - other.category.length)}${line}`
  })
  const left = others.length - shown.length
  if (left > 0) lines.push(`  and ${left} more; --json has them all`)
  return [colours.dim('Also by that name or number (explain each for more):'), ...lines].join('\n')
}

/** Lines of at most `width` characters, broken at blanks; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

// Rows of cells → aligned lines. Text is escaped and bounded before it comes here.
// (cli-table3 will not do: it wraps long words over lines, draws borders, and cannot shrink a column to a given width.)
import { cutToWidth, displayWidth } from '../lib/text.ts'
import type { Tone } from './views/view.ts'

export interface TableCell {
  readonly text: string
  readonly tone: Tone
}

export interface TableColumn {
  readonly header: string
  readonly align: 'left' | 'right'
  /** What gives way on a narrow terminal: see `arrangements`. */
  readonly room: 'essential' | 'text' | 'optional' | 'prose'
}

export interface TableRow {
  readonly cells: readonly TableCell[]
  /** Lines of their own under the row. */
  readonly below: readonly TableCell[]
}

export interface TableStyle {
  /** Terminal columns; Infinity when piped: nothing is cut. */
  readonly width: number
  readonly indent: string
  paint(text: string, tone: Tone): string
}

const gap = '  '
// Prose says something from this width on; text still does at the second, and nothing below the third.
const readableProse = 24
const readableText = 16
const narrowest = 8

/** The least that columns of a kind may shrink to: Infinity is what they need, 0 leaves them out. */
type Floors = Readonly<Record<TableColumn['room'], number>>

const whole = Number.POSITIVE_INFINITY

/** The first that fits is taken; prose that is left out stands under its row. */
const arrangements: readonly Floors[] = [
  { essential: whole, text: whole, optional: whole, prose: readableProse },
  { essential: whole, text: readableText, optional: 0, prose: readableProse },
  { essential: whole, text: whole, optional: whole, prose: 0 },
  { essential: whole, text: narrowest, optional: 0, prose: 0 },
]

export interface TableLayout {
  header(): string
  row(row: TableRow): string[]
}

/** Fixes the columns' widths for all rows, so that several groups of rows line up. */
export function layOut(columns: readonly TableColumn[], rows: Iterable<TableRow>, style: TableStyle): TableLayout {
  const widths = fitted(columns, naturalWidths(columns, rows), style.width - style.indent.length)
  const last = widths.findLastIndex((width) => width > 0)
  const isMoved = (cell: TableCell, i: number) => columns[i]!.room === 'prose' && widths[i] === 0 && cell.text !== ''

  function line(cells: readonly TableCell[]): string {
    const parts = cells.flatMap(({ text, tone }, i) => {
      const width = widths[i]!
      if (width === 0) return []
      const cut = cutToWidth(text, width)
      const painted = style.paint(cut, tone)
      const { align } = columns[i]!
      if (i === last && align === 'left') return [painted]
      const fill = ' '.repeat(Math.max(0, width - displayWidth(cut)))
      return [align === 'right' ? fill + painted : painted + fill]
    })
    return `${style.indent}${parts.join(gap)}`.trimEnd()
  }

  const below = ({ text, tone }: TableCell) => {
    const lead = `${style.indent}  └ `
    return lead + style.paint(cutToWidth(text, style.width - lead.length), tone)
  }
  return {
    header: () => line(columns.map(({ header }) => ({ text: header.toUpperCase(), tone: 'muted' }))),
    row: (row) => [line(row.cells), ...[...row.cells.filter(isMoved), ...row.below].map(below)],
  }
}

/** 0 for a column that has nothing to show in any row. */
function naturalWidths(columns: readonly TableColumn[], rows: Iterable<TableRow>): number[] {
  const widest = columns.map(() => 0)
  for (const { cells } of rows) {
    for (const [i, { text }] of cells.entries()) widest[i] = Math.max(widest[i]!, displayWidth(text))
  }
  return columns.map(({ header }, i) => (widest[i] === 0 ? 0 : Math.max(widest[i]!, displayWidth(header))))
}

/** Widths that fit into what is available, as far as they can; 0 for a column that had to go. */
function fitted(columns: readonly TableColumn[], natural: readonly number[], available: number): number[] {
  let widths: number[] = []
  for (const floors of arrangements) {
    widths = natural.map((width, i) => (floors[columns[i]!.room] === 0 ? 0 : width))
    for (const room of ['prose', 'text'] as const) shrink(widths, columns, room, floors[room], available)
    if (excess(widths, available) <= 0) break
  }
  return widths
}

function excess(widths: readonly number[], available: number): number {
  const used = widths.filter((width) => width > 0)
  return used.reduce((sum, width) => sum + width, gap.length * (used.length - 1)) - available
}

/** Takes from the widest column of the kind, again and again, until all fits or none is wider than the floor. */
function shrink(
  widths: number[],
  columns: readonly TableColumn[],
  room: TableColumn['room'],
  floor: number,
  available: number,
): void {
  while (excess(widths, available) > 0) {
    const candidates = widths.map((width, i) => (columns[i]!.room === room && width > floor ? width : 0))
    const widest = Math.max(...candidates)
    if (widest === 0) return
    widths[candidates.indexOf(widest)] = widest - 1
  }
}

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
  /** What gives way on a narrow terminal, in this order: prose shrinks, optional ones go, text shrinks, prose goes. */
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
// Columns of text still say something at these widths, and nothing below the last.
const readableProse = 24
const readableText = 16
const narrowest = 8

export interface TableLayout {
  header(): string
  row(row: TableRow): string[]
}

/** Fixes the columns' widths for all rows, so that several groups of rows line up. */
export function layOut(columns: readonly TableColumn[], rows: readonly TableRow[], style: TableStyle): TableLayout {
  const widths = fitted(columns, naturalWidths(columns, rows), style.width - style.indent.length)
  const last = widths.findLastIndex((width) => width > 0)

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
    row: (row) => [line(row.cells), ...row.below.map(below)],
  }
}

/** 0 for a column that has nothing to show in any row. */
function naturalWidths(columns: readonly TableColumn[], rows: readonly TableRow[]): number[] {
  return columns.map(({ header }, i) => {
    let widest = 0
    for (const { cells } of rows) widest = Math.max(widest, displayWidth(cells[i]!.text))
    return widest === 0 ? 0 : Math.max(widest, displayWidth(header))
  })
}

/** Widths that fit into what is available, as far as they can; 0 for a column that had to go. */
function fitted(columns: readonly TableColumn[], natural: readonly number[], available: number): number[] {
  const widths = [...natural]
  const excess = () => {
    const used = widths.filter((width) => width > 0)
    return used.reduce((sum, width) => sum + width, gap.length * (used.length - 1)) - available
  }
  const shrink = (room: TableColumn['room'], floor: number) => {
    while (excess() > 0) {
      const candidates = widths.map((width, i) => (columns[i]!.room === room && width > floor ? width : 0))
      const widest = Math.max(...candidates)
      if (widest === 0) return
      widths[candidates.indexOf(widest)] = widest - 1
    }
  }
  const leaveOut = (room: TableColumn['room']) => {
    for (const [i, column] of columns.entries()) if (column.room === room && excess() > 0) widths[i] = 0
  }
  shrink('prose', readableProse)
  leaveOut('optional')
  shrink('text', readableText)
  leaveOut('prose')
  shrink('text', narrowest)
  return widths
}

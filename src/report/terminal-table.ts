// Rows of cells → aligned lines. Text is escaped and bounded before it comes here.
// (cli-table3 will not do: it wraps long words over lines, draws borders, and cannot shrink a column to a given width.)
import { remembering } from '../lib/remembering.ts'
import { cutToWidth, displayWidth } from '../lib/text.ts'
import type { Tone } from './views/view.ts'

export interface TableCell {
  readonly text: string
  /** Terminal columns that the text takes. */
  readonly width: number
  readonly tone: Tone
}

export function tableCell(text: string, tone: Tone): TableCell {
  return { text, width: displayWidth(text), tone }
}

export interface TableColumn {
  readonly header: string
  /** Terminal columns of its widest cell. */
  readonly widest: number
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
const readableProse = 32
const readableText = 28
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
  /** A line, and those under it. */
  row(row: TableRow): string
}

/**
 * Fixes the columns' widths for all rows, so that several groups of rows line up. Rows that share a cell with the row
 * before them, the very same one, cost less.
 */
export function layOut(columns: readonly TableColumn[], style: TableStyle): TableLayout {
  const widths = fitted(columns, columns.map(naturalWidth), style.width - style.indent.length)
  const shown = columns.flatMap((column, i) => (widths[i] === 0 ? [] : [{ i, column, width: widths[i]! }]))
  const moved = columns.flatMap(({ room }, i) => (room === 'prose' && widths[i] === 0 ? [i] : []))
  const last = shown.at(-1)?.i
  const parts = shown.map(({ i, column: { align }, width }) => {
    const textOf = remembering(
      i === last && align === 'left' ? endingText(width, style) : filledText(align, width, style),
    )
    return { i, textOf }
  })

  function line(cells: readonly TableCell[]): string {
    let text = style.indent
    for (const { i, textOf } of parts) text += textOf(cells[i]!)
    return text.trimEnd()
  }

  const lead = `\n${style.indent}  └ `
  const below = ({ text, tone }: TableCell) => lead + style.paint(cutToWidth(text, style.width - lead.length + 1), tone)
  return {
    header: () => line(columns.map(({ header }) => tableCell(header.toUpperCase(), 'muted'))),
    row(row) {
      let text = line(row.cells)
      for (const i of moved) if (row.cells[i]!.text !== '') text += below(row.cells[i]!)
      for (const cell of row.below) text += below(cell)
      return text
    },
  }
}

/** The last cell of a line, after which nothing has to line up. */
function endingText(width: number, style: TableStyle): (cell: TableCell) => string {
  return (cell) => style.paint(cutCell(cell, width).text, cell.tone)
}

function filledText(align: TableColumn['align'], width: number, style: TableStyle): (cell: TableCell) => string {
  return (cell) => {
    const cut = cutCell(cell, width)
    const painted = style.paint(cut.text, cut.tone)
    const fill = ' '.repeat(Math.max(0, width - cut.width))
    return (align === 'right' ? fill + painted : painted + fill) + gap
  }
}

function cutCell(cell: TableCell, width: number): TableCell {
  return cell.width <= width ? cell : tableCell(cutToWidth(cell.text, width), cell.tone)
}

/** 0 for a column that has nothing to show in any row. */
function naturalWidth({ header, widest }: TableColumn): number {
  return widest === 0 ? 0 : Math.max(widest, displayWidth(header))
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

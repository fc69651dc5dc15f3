import { escapeTerminal } from '../lib/escape.ts'

/** Colours only on terminals, and never against NO_COLOR (https://no-color.org: any value but the empty one). */
export function colourWanted(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
}

/**
 * The terminal's width; into a pipe nothing is cut, unless COLUMNS asks for it. A terminal that nobody gave a size
 * says 0.
 */
export function widthWanted(columns: number | undefined, asked: string | undefined): number {
  const width = columns || Number(asked)
  return Number.isInteger(width) && width > 0 ? width : Number.POSITIVE_INFINITY
}

/** One line for standard error. What a person or a file said may stand in it, so it is escaped. */
export function complain(line: string): void {
  process.stderr.write(`portreeve: ${escapeTerminal(line.replaceAll('\n', ' '))}\n`)
}

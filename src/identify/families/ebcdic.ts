import type { Reply } from '../reply.ts'

/** Of code page 500 what names are written in; the rest is a question mark. */
const rows: readonly (readonly [first: number, characters: string])[] = [
  [0x40, ' '],
  [0x4b, '.<(+'],
  [0x5b, '$*);'],
  [0x60, '-/'],
  [0x6b, ',%_>?'],
  [0x7a, ':#@\'="'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0xc1, 'ABCDEFGHI'],
  [0xd1, 'JKLMNOPQR'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
]
const characters = new Map(rows.flatMap(([first, row]) => [...row].map((character, i) => [first + i, character])))

/** EBCDIC text of international code page 500. */
export function ebcdic(reply: Reply, start: number, end: number): string {
  return Array.from(reply.part(start, end).bytes, (byte) => characters.get(byte) ?? '?').join('')
}

// decodes foreign bytes
import { readFileSync } from 'node:fs'

/** Counters of connection tracking in this network namespace: a line of names, then a line of hexadecimal numbers for each processor. */
const file = '/proc/net/stat/nf_conntrack'

/** How many packets connection tracking has thrown away, chiefly because its table was full; 0 where there is none. */
export function conntrackDrops(): number {
  try {
    return droppedPackets(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

/** Sums the column `drop`. 0 for a text of any other form; never throws. */
export function droppedPackets(text: string): number {
  const [names = '', ...processors] = text.trim().split('\n')
  const column = names.trim().split(/\s+/).indexOf('drop')
  if (column < 0) return 0
  return processors.reduce((sum, line) => sum + hexadecimal(line.trim().split(/\s+/)[column]), 0)
}

function hexadecimal(word = ''): number {
  return /^[0-9a-f]{1,8}$/i.test(word) ? Number.parseInt(word, 16) : 0
}

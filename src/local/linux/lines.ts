import { closeSync, openSync, readSync } from 'node:fs'

const chunkLength = 65_536
/** A line of the kernel's tables is at most 200 characters; what is longer is none of them. */
const longestLine = 4096

/**
 * Reads a text file line by line in constant memory; the tables of /proc/net can be tens of megabytes. Lines that are
 * longer than 4096 characters are left out.
 * @throws NodeJS.ErrnoException when the file cannot be opened or read
 */
export function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r')
  const chunk = Buffer.alloc(chunkLength)
  try {
    let rest = ''
    let skipping = false
    for (;;) {
      const length = readSync(file, chunk)
      if (length === 0) break
      const lines = (rest + chunk.toString('latin1', 0, length)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!skipping && line.length <= longestLine) yield line
        skipping = false
      }
      if (rest.length > longestLine) {
        rest = ''
        skipping = true
      }
    }
    if (rest !== '' && !skipping) yield rest
  } finally {
    closeSync(file)
  }
}

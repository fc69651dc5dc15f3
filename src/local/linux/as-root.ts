const plain = /^[\w@%+=:,./-]+$/
/** Longer command lines are of no use to read. */
const longestCommand = 400

/** A word for the shell: as it is, or in single quotes. */
export function shellWord(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * The command line that runs this very program again as root. It names node by its path: sudo resets PATH and would not
 * find one that a version manager put there.
 */
export function asRootCommand(argv = process.argv, node = process.execPath, nodeOptions = process.execArgv): string {
  const words = ['sudo', node, ...nodeOptions, ...argv.slice(1)].map(shellWord).join(' ')
  return words.length <= longestCommand ? words : ['sudo', node, ...argv.slice(1, 2)].map(shellWord).join(' ')
}

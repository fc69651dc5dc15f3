import { realpathSync } from 'node:fs'

/** The words that start this very program, by paths that hold at the start of the machine too. */
export function ownProgram(args: readonly string[]): readonly string[] {
  const [, script = ''] = process.argv
  return [process.execPath, ...process.execArgv, realpathSync(script), ...args]
}

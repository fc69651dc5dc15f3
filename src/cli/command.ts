import type { Command as Commander } from 'commander'

/** One command of the command line: one file in `commands/`, found by the generated registry. */
export interface Command {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly summary: string
  /** Shown under --help, and run by the README test where they are in the README. */
  readonly examples: readonly { readonly run: string; readonly does: string }[]
  /** Adds arguments and options. */
  configure(command: Commander): void
  /** Does the work; returns the exit code (0 done, 1 --fail-on met, 2 bad usage, 3 could not finish). */
  run(args: readonly string[], options: Record<string, unknown>): Promise<number>
}

export function defineCommand(command: Command): Command {
  return command
}

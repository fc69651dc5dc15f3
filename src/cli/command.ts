import type { Command as Commander } from 'commander'
import type { StartedScanner } from '../probe/confined/scanner-process.ts'

export interface Example {
  readonly run: string
  readonly does: string
}

/**
 * Exit codes of every command. `negative` is done and not as hoped: --fail-on was met, nobody holds the port that `who`
 * was asked for. The last two are what a shell says of a program that SIGINT or SIGPIPE ended: 128 and
 * the number of the signal.
 */
export const exitCodes = { done: 0, negative: 1, usage: 2, unfinished: 3, interrupted: 130, unwanted: 141 } as const

/** Exit codes of a report that did not get through (see `Delivery` in report/channels.ts). */
export const undelivered = { unwanted: exitCodes.unwanted, failed: exitCodes.unfinished } as const

/** What a command gets besides its own arguments. */
export interface CommandContext {
  /** The command line as it was typed, for the record in reports. */
  readonly commandLine: string
  /**
   * From here on the first Ctrl-C or SIGTERM aborts this signal instead of ending the process: finish with what is
   * known. Until then nothing is lost by ending at once, so that a resolver that hangs holds nobody up.
   */
  catchInterrupts(): AbortSignal
  /** The process of a scanner that has been started ahead (head-start.ts); null: none. */
  readonly scanner: StartedScanner | null
}

/**
 * One command of the command line: one file in `commands/`, found by the generated registry, whose file
 * name is the command's name.
 */
export interface Command<Options = Record<string, unknown>> {
  readonly name: string
  readonly summary: string
  /** Shown under --help. */
  readonly examples: readonly Example[]
  /** Adds arguments and options to a commander command that has the name and summary already. */
  configure(command: Commander): void
  /** Does the work and returns the exit code; throws UsageError (2) or OperationError (3) with one line. */
  run(words: readonly string[], options: Options, context: CommandContext): Promise<number>
}

/** Forgets the type of the options, which only the command itself needs: commander fills them as `configure` said. */
export function defineCommand<Options>(command: Command<Options>): Command {
  return command as Command
}

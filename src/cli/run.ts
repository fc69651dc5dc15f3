import { OperationError, UsageError } from '../lib/errors.ts'
import type { StartedScanner } from '../probe/confined/scanner-process.ts'
import { commandAliases } from './aliases.ts'
import { type CommandContext, exitCodes } from './command.ts'
import { commands } from './commands.gen.ts'
import { rewriteNmapFlags } from './nmap-flags.ts'
import { complain } from './terminal.ts'

type CommandName = keyof typeof commands

/** Runs the command line and returns the exit code. `scanner`: one that has been started ahead. Never throws. */
export async function run(argv: readonly string[], scanner: StartedScanner | null = null): Promise<number> {
  try {
    return await dispatch(argv, scanner)
  } catch (error) {
    return reportFailure(error)
  }
}

async function dispatch(argv: readonly string[], scanner: StartedScanner | null): Promise<number> {
  const [word, ...rest] = argv
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') return help(rest[0])
  const name = commandNamed(word)
  if (name === null) throw unknownCommand(word)
  const [command, { createProgram }] = await Promise.all([commands[name](), import('./program.ts')])
  return createProgram(command, contextOf(argv, scanner)).run(rewriteNmapFlags(rest))
}

function commandNamed(word: string): CommandName | null {
  const name = Object.hasOwn(commandAliases, word) ? commandAliases[word]! : word
  return Object.hasOwn(commands, name) ? (name as CommandName) : null
}

async function help(word: string | undefined): Promise<number> {
  const name = word === undefined ? null : commandNamed(word)
  if (word !== undefined && name === null) throw unknownCommand(word)
  if (name !== null) {
    const [command, { createProgram }] = await Promise.all([commands[name](), import('./program.ts')])
    return createProgram(command, contextOf([], null)).run(['--help'])
  }
  const [{ overview }, { print }] = await Promise.all([import('./overview.ts'), import('./print.ts')])
  return print(await overview())
}

function unknownCommand(word: string): UsageError {
  const known = Object.keys(commands).join(', ')
  if (word.startsWith('-'))
    return new UsageError(`option ${JSON.stringify(word)} stands before the command; name one first: ${known}`)
  return new UsageError(
    `${JSON.stringify(word)} is no command; there are ${known} (to scan it: portreeve scan ${word})`,
  )
}

function contextOf(argv: readonly string[], scanner: StartedScanner | null): CommandContext {
  return { commandLine: ['portreeve', ...argv].join(' '), catchInterrupts, scanner }
}

function catchInterrupts(): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => {
    // The second Ctrl-C means it: end at once, in the way the shell expects.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}

function reportFailure(error: unknown): number {
  if (error instanceof UsageError) return say(error.message, exitCodes.usage)
  if (error instanceof OperationError) return say(error.message, exitCodes.unfinished)
  const stack = (error instanceof Error && error.stack) || String(error)
  for (const [i, line] of stack.split('\n').entries()) complain(i === 0 ? `internal error: ${line}` : line)
  return exitCodes.unfinished
}

function say(line: string, exitCode: number): number {
  complain(line)
  return exitCode
}

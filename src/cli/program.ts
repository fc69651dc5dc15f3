import { Command as Commander, CommanderError } from 'commander'
import { UsageError } from '../lib/errors.ts'
import { type Command, type CommandContext, exitCodes } from './command.ts'
import { print } from './print.ts'

interface Program {
  /** Parses the arguments and runs the command; returns its exit code. */
  run(argv: readonly string[]): Promise<number>
}

/** Puts a command of ours behind commander: its help, its option parsing, our exit codes. */
export function createProgram(command: Command, context: CommandContext): Program {
  let exitCode: number = exitCodes.done
  let helpText = ''
  const commander = new Commander(`portreeve ${command.name}`)
    .description(command.summary)
    .exitOverride()
    // The command says itself which word is too much; commander only counts them.
    .allowExcessArguments(true)
    .configureOutput({ writeErr: () => {}, writeOut: (text) => (helpText += text) })
    .addHelpText('after', examplesText(command))
  command.configure(commander)
  commander.action(async () => {
    exitCode = await command.run(commander.args, commander.opts(), context)
  })
  return {
    async run(argv) {
      try {
        await commander.parseAsync(argv, { from: 'user' })
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error
        if (error.exitCode !== 0) throw new UsageError(oneLine(error.message, command.name))
        return print(helpText)
      }
      return exitCode
    },
  }
}

function examplesText(command: Command): string {
  if (command.examples.length === 0) return ''
  const lines = command.examples.map(({ run, does }) => `  $ ${run}\n      ${does}`)
  return `\nExamples:\n${lines.join('\n')}\n`
}

function oneLine(message: string, name: string): string {
  const line = message.replace(/^error: /, '').replaceAll(/\s+/g, ' ')
  return `${line}; see portreeve ${name} --help`
}

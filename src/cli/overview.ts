import { version } from '../version.ts'
import { commandAliases } from './aliases.ts'
import { commands } from './commands.gen.ts'

/** What `portreeve --help` prints: each command with its summary and first example. */
export async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  const aliasesOf = (name: string): string[] => Object.keys(commandAliases).filter((a) => commandAliases[a] === name)
  const label = (name: string): string => [name, ...aliasesOf(name)].join(', ')
  const width = Math.max(...all.map(({ name }) => label(name).length))
  const lines = all.map(({ name, summary }) => `  ${label(name).padEnd(width)}  ${summary}`)
  const examples = all.flatMap(({ examples: [first] }) => (first ? [`  $ ${first.run}\n      ${first.does}`] : []))
  return [
    `portreeve ${version}: what is open here, should it be, and how do I close it?`,
    '',
    'Usage: portreeve <command> [options]',
    '',
    'Commands:',
    ...lines,
    '',
    'Examples:',
    ...examples,
    '',
    'portreeve <command> --help tells more. Exit codes: 0 done, 1 done and --fail-on met (who: nobody holds the port),',
    '2 bad usage, 3 could not finish, 130 interrupted, 141 the reader of the output went away.',
    '',
  ].join('\n')
}

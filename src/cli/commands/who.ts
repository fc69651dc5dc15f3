import { UsageError } from '../../lib/errors.ts'
import { escapeJson } from '../../lib/escape.ts'
import { count } from '../../lib/text.ts'
import { type PortWord, parsePortWord } from '../../local/port-word.ts'
import type { WhoAnswer } from '../../local/who.ts'
import { defineCommand, exitCodes } from '../command.ts'
import { print } from '../print.ts'
import { complain } from '../terminal.ts'

interface WhoFlags {
  /** A range to find a free port in. */
  readonly free?: string
  readonly allNetns?: true
  readonly json?: true
}

export default defineCommand<WhoFlags>({
  name: 'who',
  summary: 'who holds a port and how to free it, or which port is free',
  examples: [
    { run: 'portreeve who 8080', does: 'the process, its unit or container, and the command that frees the port' },
    { run: 'portreeve who 53/udp', does: 'the same for UDP only; exit code 1 when nobody holds it' },
    { run: 'portreeve who --free 8000-9000', does: 'the first port of the range that is truly free' },
  ],
  configure: (command) => {
    command
      .argument('[port]', 'a port: 8080, 8080/udp')
      .option('--free <range>', 'print a free port of the range (TCP, or 8000-9000/udp)')
      .option('--all-netns', 'look into other network namespaces too; needs root')
      .option('--json', 'as data')
      .addHelpText(
        'after',
        '\nExit codes: 0 somebody holds it, 1 nobody does, 2 bad usage, 3 none of --free is free, or it could not be told.',
      )
  },
  async run([word, ...more], { free, allNetns = false, json = false }) {
    if (free !== undefined) {
      if (word !== undefined) throw new UsageError(`--free takes its range itself; ${JSON.stringify(word)} is too much`)
      return printFree(parsePortWord(free), json)
    }
    if (word === undefined) throw new UsageError('who holds what? Give a port (8080, 8080/udp), or --free 8000-9000')
    if (more.length > 0) throw new UsageError(`one port at a time; ${JSON.stringify(more[0])} is a second`)
    return printHolders(parsePortWord(word), allNetns, json)
  },
})

async function printHolders({ first, last, transport }: PortWord, allNetns: boolean, json: boolean): Promise<number> {
  if (first !== last) throw new UsageError(`one port at a time; for a list: portreeve ports ${first}-${last}`)
  const [{ whoHolds }, { whoText }] = await Promise.all([import('../../local/who.ts'), import('../who-text.ts')])
  const found = await whoHolds(first, transport, { allNetns })
  const nobody = isFree(found)
  const answer = nobody && !allNetns ? { ...found, notes: [...found.notes, ...(await elsewhereNotes())] } : found
  const failed = await print(json ? jsonLines(answer) : whoText(answer, { transport, allNetns }))
  return failed || (nobody ? exitCodes.negative : exitCodes.done)
}

/** Connections in TIME_WAIT are nobody's: a server may bind the port all the same. */
function isFree({ held, busy }: WhoAnswer): boolean {
  return held.length === 0 && busy.every(({ state }) => state === 'time-wait')
}

/** What a namespace of its own, such as a container's, hides. */
async function elsewhereNotes(): Promise<string[]> {
  const { findNamespaces } = await import('../../local/linux/namespaces.ts')
  const { namespaces } = findNamespaces()
  if (namespaces.length === 0) return []
  return [`${count(namespaces.length, 'other network namespace')} not looked into; --all-netns does (needs root)`]
}

async function printFree({ first, last, transport = 'tcp' }: PortWord, json: boolean): Promise<number> {
  const [{ findFreePort }, { freeText }] = await Promise.all([
    import('../../local/free-port.ts'),
    import('../who-text.ts'),
  ])
  const found = await findFreePort(first, last, transport)
  // Standard output holds a port or nothing, so that $(portreeve who --free …) is never a sentence.
  if (found.port === null && !json) complain(freeText(found, { first, last, transport }))
  const failed = await print(json ? jsonLines(found) : found.port === null ? '' : `${found.port}\n`)
  return failed || (found.port === null ? exitCodes.unfinished : exitCodes.done)
}

/** Indented, for people to read as well: names in it may not act on the terminal. */
function jsonLines(value: unknown): string {
  return `${JSON.stringify(value, null, 2).split('\n').map(escapeJson).join('\n')}\n`
}

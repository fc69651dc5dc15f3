import { openChannels } from '../report/channels.ts'
import { exitCodes, undelivered } from './command.ts'
import { complain } from './terminal.ts'

/**
 * Writes whole texts, each to its place (null is standard output). The exit code is `done`, or what became of the
 * texts. UsageError when a file cannot be opened.
 */
export async function deliver(
  outputs: readonly { readonly path: string | null; readonly text: string }[],
): Promise<number> {
  const paths = outputs.map(({ path }) => path)
  const channels = await openChannels(paths, { stdout: process.stdout, warn: complain })
  await channels.push(outputs.map(({ text }) => text))
  const delivery = await channels.commit()
  return delivery === 'whole' ? exitCodes.done : undelivered[delivery]
}

/** Prints a text that is no report: an answer, a help page. */
export const print = (text: string): Promise<number> => deliver([{ path: null, text }])

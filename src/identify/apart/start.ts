import type { JobControl } from '../../confined/job-control.ts'
import { unlimited } from '../ask/turns.ts'
import type { IdentifyOptions } from '../engine.ts'
import { longestDroughtMs } from '../limits.ts'
import { RemoteAsker } from './asker.ts'
import { roomForConnections } from './room.ts'
import { threadChannel } from './thread.ts'

/**
 * Starts whoever asks services in a thread, or, given who pauses it, in a process that has no rights. Where that cannot be, it is a thread
 * all the same; a note says so when that has rights of its own.
 * @throws Error when there is no room for it
 */
export async function startAsker(
  wish: IdentifyOptions,
  signal: AbortSignal | undefined,
  jobControl: JobControl | undefined,
): Promise<RemoteAsker> {
  const options = { ...wish, connections: Math.min(wish.connections, await roomForConnections()) }
  const { perHost, total } = options.rates ?? unlimited
  const terms = { signal, longestDroughtMs: longestDroughtMs(Math.min(perHost, total)) }
  const byThread = (notes: readonly string[]) => new RemoteAsker(threadChannel(options), { ...terms, notes })
  if (jobControl === undefined) return byThread([])
  if (process.platform !== 'linux') return byThread(rootNotes('processes without rights are started on Linux only'))
  const { processChannel, startAskingProcess } = await import('./process.ts')
  const child = startAskingProcess()
  if (typeof child === 'string') return byThread(rootNotes(child))
  const asker = new RemoteAsker(await processChannel(options, child), { ...terms, notes: child.notes })
  jobControl.add(asker)
  return asker
}

function rootNotes(why: string): string[] {
  return process.geteuid?.() === 0 ? [`services were asked with the rights of this process: ${why}`] : []
}

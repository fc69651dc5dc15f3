import { OperationError } from '../lib/errors.ts'
import { count } from '../lib/text.ts'
import type { CheckRecord } from '../model/check-record.ts'
import type { OutsideView } from '../outside/seen.ts'
import type { CheckRequest } from '../pipeline.ts'
import type { CheckFlags } from './flags.ts'

export interface OtherVantages {
  readonly request: Pick<CheckRequest, 'source' | 'outside' | 'lookFrom'>
  /** Who could not look, and why: what the others saw is heeded all the same. */
  readonly failures: readonly string[]
  /** What of what they said was of no use. */
  notes(records: readonly CheckRecord[]): readonly string[]
}

/** What a check is to heed besides this machine's own view. Throws UsageError. */
export async function otherVantages({ source, outside = [], from = [] }: CheckFlags): Promise<OtherVantages> {
  const views = await readAll(outside)
  const seen = views.flatMap((view) => view.seen)
  const failures: string[] = []
  const lookFrom = await lookingFrom(from, views, failures)
  return {
    request: { source: source ?? null, outside: seen, ...(lookFrom && { lookFrom }) },
    failures,
    notes: (records) => [...failures, ...notesOn(views, records)],
  }
}

async function readAll(files: readonly string[]): Promise<OutsideView[]> {
  if (files.length === 0) return []
  const { readOutside } = await import('../outside/read-outside.ts')
  return Promise.all(files.map(readOutside))
}

/** Adds to `views` what each of these machines says, or to `failures` why it says nothing: what was seen from here is not lost by that. */
async function lookingFrom(
  hosts: readonly string[],
  views: OutsideView[],
  failures: string[],
): Promise<CheckRequest['lookFrom']> {
  if (hosts.length === 0) return undefined
  const { lookFrom, sshDestination } = await import('../outside/look-from.ts')
  const destinations = hosts.map(sshDestination)
  return async (endpoints, signal) => {
    const own = endpoints.filter(({ listener, address }) => listener?.netns == null && !isLoopback(address))
    const found: OutsideView[] = []
    for (const destination of destinations) {
      try {
        found.push(await lookFrom(destination, own, signal))
      } catch (error) {
        if (!(error instanceof OperationError)) throw error
        if (signal?.aborted !== true) failures.push(error.message)
      }
    }
    views.push(...found)
    return found.flatMap(({ seen }) => seen)
  }
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

function notesOn(views: readonly OutsideView[], records: readonly CheckRecord[]): readonly string[] {
  const ours = new Set(records.map(({ address }) => address))
  const unread = views.reduce((sum, view) => sum + view.unread, 0)
  const foreign = views.flatMap(({ seen }) => seen).filter(({ address }) => !ours.has(address)).length
  const entries = (number: number) => count(number, 'entry', 'entries')
  return [
    ...(unread > 0 ? [`${entries(unread)} of the views from outside could not be read`] : []),
    ...(foreign > 0 ? [`${entries(foreign)} of the views from outside are of addresses without a row here`] : []),
  ]
}

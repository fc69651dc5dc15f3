import { OperationError } from '../lib/errors.ts'
import type { ProbeBatch, ProbeEngine } from './engine.ts'

/**
 * Runs plans by the raw engine, or by connections when that cannot start although /proc says that it may: the capability is one of
 * another user namespace (EPERM), a seccomp filter forbids packet sockets, no source ports are free, koffi is not installed. It has told of
 * nothing that it sent by then, so nothing is lost.
 *
 * `onFallback` is told why, in one line; the notes of the end say it too.
 */
export function autoEngine(raw: ProbeEngine, connect: ProbeEngine, onFallback: (line: string) => void): ProbeEngine {
  let used = raw
  return {
    get id() {
      return used.id
    },
    get reasons() {
      return used.reasons
    },
    get resumes() {
      return used.resumes ?? false
    },
    run(plan, signal, journal) {
      return started(raw.run(plan, signal, journal), (why) => {
        used = connect
        const line = fallbackLine(`could not start (${why})`)
        onFallback(line)
        return withNote(connect.run(plan, signal), line)
      })
    },
  }
}

/** A raw engine that nothing stands in for; `instead`: what a person may do, if anything. @throws OperationError (from the iteration) one line when it cannot start */
export function rawOrNothing(raw: ProbeEngine, instead: string): ProbeEngine {
  return {
    id: raw.id,
    reasons: raw.reasons,
    resumes: raw.resumes ?? false,
    run: (plan, signal, journal) =>
      started(raw.run(plan, signal, journal), (why) => {
        throw new OperationError(`the raw engine could not start (${why})${instead}`)
      }),
  }
}

/** What a person is told; `why` is what the raw engine lacks or did. */
export function fallbackLine(why: string): string {
  return `scanning by connections, for the raw engine ${why}`
}

/** What an engine says; when it breaks off before it has sent anything, what `instead` gives. */
async function* started(
  batches: AsyncIterable<ProbeBatch>,
  instead: (why: string) => AsyncIterable<ProbeBatch>,
): AsyncIterable<ProbeBatch> {
  let sent = 0
  /** The end, which also comes before an engine says that it broke off. */
  let last: ProbeBatch | null = null
  try {
    for await (const batch of batches) {
      sent = batch.progress.sent
      if (batch.end !== undefined && sent === 0) last = batch
      else yield batch
    }
  } catch (error) {
    if (sent > 0 || !(error instanceof OperationError)) throw error
    yield* instead(error.message)
    return
  }
  if (last !== null) yield last
}

async function* withNote(batches: AsyncIterable<ProbeBatch>, note: string): AsyncIterable<ProbeBatch> {
  for await (const batch of batches) {
    yield batch.end === undefined ? batch : { ...batch, end: { ...batch.end, notes: [note, ...batch.end.notes] } }
  }
}

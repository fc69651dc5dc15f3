import { OperationError } from '../../lib/errors.ts'
import type { Answer } from '../../model/answer.ts'
import type { Observation } from '../../model/observation.ts'
import { progressOf } from '../checkpoint.ts'
import type { ProbeBatch } from '../engine.ts'
import type { FormerRun, Journal } from '../journal.ts'
import type { AnswerInRow } from '../results/kept-answers.ts'
import type { Records } from '../results/records.ts'
import type { WorkerEnd } from './channel.ts'
import type { Crew } from './crew.ts'

/** Progress is told this often at least. */
const progressEveryMs = 100

/** All that a former run had found. Comes before anybody is ordered to go on: it may be long, and it may be damaged. */
export async function* runFormer({ results, parts }: FormerRun, records: Records): AsyncIterable<ProbeBatch> {
  const progress = progressOf(parts)
  for await (const columns of results()) yield { observations: records.observations(columns), progress }
}

/**
 * What a crew says, as batches. Its workers have been stopped when this has ended.
 * @throws OperationError when a worker crashes; all that they saw until then has been handed out, with the end, unless one was lost without
 * a word: what it had only counted is unknown.
 */
export async function* runCrew(
  crew: Crew,
  records: Records,
  signal: AbortSignal | undefined,
  journal?: Journal,
): AsyncIterable<ProbeBatch> {
  const abort = () => crew.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  try {
    const ends: WorkerEnd[] = []
    while (!crew.ended) {
      const next = await crew.next(progressEveryMs)
      if (next?.message.kind === 'end') {
        ends.push(next.message)
        if (next.message.crash !== null) crew.abort()
        continue
      }
      if (next?.message.kind === 'checkpoint') {
        journal?.save(next.part, next.message.checkpoint)
        next.read()
      }
      if (next?.message.kind !== 'sightings') {
        yield { observations: [], progress: crew.progress }
        continue
      }
      const { columns, answers } = next.message
      // First: what somebody has been shown is not lost any more.
      journal?.results(next.part, columns)
      const observations = records.observations(columns)
      yield { observations, ...(answers && { answers: byObservation(answers, observations) }), progress: crew.progress }
      next.read()
    }
    if (crew.failure !== null) throw crew.failure
    yield { observations: [], progress: crew.progress, end: records.end(ends) }
    const crashed = ends.find(({ crash }) => crash !== null)
    if (crashed) throw new OperationError(`the probe worker failed: ${crashed.crash}`)
  } finally {
    signal?.removeEventListener('abort', abort)
    await crew.stop()
  }
}

function byObservation(
  answers: readonly AnswerInRow[],
  observations: readonly Observation[],
): ReadonlyMap<Observation, Answer> {
  return new Map(answers.map(({ row, ttl, bytes }) => [observations[row]!, { ttl, bytes }]))
}

import type { EventEmitter } from 'node:events'

/** A worker looks every few milliseconds whether it should end. One that does not within this time is ended. */
const stuckAfterMs = 5000

/** Waits for the event that says that a worker has ended. It has been asked to; `force` makes it happen when it takes too long. */
export async function endOf(worker: EventEmitter, event: string, force: () => void): Promise<void> {
  const stuck = setTimeout(force, stuckAfterMs)
  await new Promise<void>((resolve) => worker.once(event, () => resolve()))
  clearTimeout(stuck)
}

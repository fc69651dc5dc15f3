import type { Destination } from './output-file.ts'
import { errnoOf } from './output-file.ts'

/** Text that may wait for a slow destination before the source has to wait as well, in UTF-16 units. */
const highWater = 256 * 1024

/** A destination with what waits for it. Whatever goes wrong is kept in `failure`, never thrown: the other outlets go on. */
export interface Outlet {
  readonly destination: Destination
  readonly failure: unknown
  /** The reader of standard output went away (`| head`): nobody is to be told. */
  readonly gone: boolean
  /** Resolves when the source may go on. */
  push(text: string): Promise<void>
  /** Resolves when everything was taken, or the destination failed. */
  drain(): Promise<void>
  /** Does the last thing with the destination; its failure counts like one of writing. */
  settle(action: () => Promise<void>): Promise<void>
}

export function openOutlet(destination: Destination): Outlet {
  let waiting = ''
  let flushing: Promise<void> | null = null
  let failure: unknown = null

  async function flush(): Promise<void> {
    try {
      while (waiting !== '') {
        const text = waiting
        waiting = ''
        await destination.write(text)
      }
    } catch (error) {
      failure = error
      waiting = ''
    }
    flushing = null
  }

  async function drain(): Promise<void> {
    while (flushing !== null) await flushing
  }

  return {
    destination,
    get failure() {
      return failure
    },
    get gone() {
      return errnoOf(failure) === 'EPIPE' || errnoOf(failure) === 'ERR_STREAM_DESTROYED'
    },
    async push(text) {
      if (failure !== null || text === '') return
      waiting += text
      flushing ??= flush()
      if (waiting.length > highWater) await drain()
    },
    drain,
    async settle(action) {
      await drain()
      if (failure !== null) return
      try {
        await action()
      } catch (error) {
        failure = error
      }
    },
  }
}

import { failed, type Outcome } from '../ask/outcome.ts'
import type { Subject } from '../ask/subject.ts'
import type { Asker } from '../engine.ts'
import { type Answer, type Channel, heartbeatMs, type Listener, type OpenChannel } from './channel.ts'

/** Who says nothing for so long is stuck on some reply, and is ended. */
const longestSilenceMs = 30_000

export interface AskerTerms {
  readonly signal?: AbortSignal | undefined
  /** What is to be known of how it asks. */
  readonly notes?: readonly string[]
  /** Who lives, and answers nothing of what it was asked for so long, is somebody else's by now. */
  readonly longestDroughtMs: number
}

/** Asks by somebody else, at the other end of a channel. */
export class RemoteAsker implements Asker, Listener {
  /** What is to be known of how it asks. */
  readonly notes: readonly string[]
  readonly #signal: AbortSignal | undefined
  readonly #awaited = new Map<number, (outcome: Outcome) => void>()
  readonly #channel: Channel
  readonly #longestDroughtMs: number
  readonly #watch: NodeJS.Timeout
  /** Why nobody answers any more. */
  #end: string | null = null
  #next = 0
  /** Counted, not measured: while this process was stopped, nobody could be heard. */
  #silentBeats = 0
  /** Since the last answer, as long as there is something to be answered. */
  #dryBeats = 0

  /** @throws Error when there is no room for whoever asks */
  constructor(open: OpenChannel, { signal, notes = [], longestDroughtMs }: AskerTerms) {
    this.notes = notes
    this.#signal = signal
    this.#longestDroughtMs = longestDroughtMs
    this.#channel = open(this)
    this.#watch = setInterval(() => this.#listen(), heartbeatMs).unref()
    signal?.addEventListener('abort', this.#abort)
  }

  ask(subject: Subject): Promise<Outcome> {
    if (this.#end !== null) return Promise.resolve(failed(this.#end))
    if (this.#signal?.aborted) return Promise.resolve({ kind: 'unasked' })
    const id = this.#next++
    return new Promise((resolve) => {
      this.#awaited.set(id, resolve)
      this.#channel.tell({ kind: 'ask', id, subject })
    })
  }

  sample(address: string): void {
    this.#channel.tell({ kind: 'sample', address })
  }

  heard(answers: readonly Answer[]): void {
    this.#silentBeats = 0
    if (answers.length > 0) this.#dryBeats = 0
    for (const answer of answers) this.#take(answer)
  }

  /** What was asked and not answered is a failure of our own; what was answered stands. */
  ended(why: string): void {
    this.#end ??= why
    clearInterval(this.#watch)
    for (const resolve of this.#awaited.values()) resolve(failed(this.#end))
    this.#awaited.clear()
  }

  pause(): void {
    this.#channel.tell({ kind: 'pause' })
  }

  goOn(): void {
    this.#channel.tell({ kind: 'goOn' })
  }

  /** Whether nobody is there any more. */
  get gone(): boolean {
    return this.#end !== null
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#channel.close()
    this.ended('it is not needed any more')
  }

  readonly #abort = () => this.#channel.tell({ kind: 'abort' })

  #take({ id, outcome }: Answer): void {
    const resolve = this.#awaited.get(id)
    this.#awaited.delete(id)
    if (resolve !== undefined) resolve(outcome)
    else this.#giveUp('what asks services answered what it was not asked')
  }

  #listen(): void {
    this.#dryBeats = this.#awaited.size === 0 ? 0 : this.#dryBeats + 1
    if (++this.#silentBeats * heartbeatMs > longestSilenceMs)
      this.#giveUp('nothing was heard any more of what asks services')
    else if (this.#dryBeats * heartbeatMs > this.#longestDroughtMs)
      this.#giveUp('what asks services did not answer what it was asked')
  }

  #giveUp(why: string): void {
    this.ended(why)
    this.#channel.kill()
  }
}

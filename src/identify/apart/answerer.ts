import { IdentifyEngine, type IdentifyOptions } from '../engine.ts'
import { type Answer, heartbeatMs, type Question } from './channel.ts'

/** Whoever asks, at the far end of a channel: whatever a peer sends is read here. */
export class Answerer {
  readonly #tell: (answers: readonly Answer[]) => void
  readonly #aborted = new AbortController()
  readonly #engine: IdentifyEngine
  /** What is known within one turn of the loop goes in one message: a message costs a tenth of an interview. */
  #known: Answer[] = []

  constructor(options: IdentifyOptions, tell: (answers: readonly Answer[]) => void) {
    this.#engine = new IdentifyEngine(options, this.#aborted.signal)
    this.#tell = tell
    // Who waits for answers waits for as long as it hears from us.
    setInterval(() => tell([]), heartbeatMs).unref()
  }

  hear(question: Question): void {
    if (question.kind === 'abort') this.#aborted.abort()
    else if (question.kind === 'sample') this.#engine.sample(question.address)
    else if (question.kind === 'pause') this.#engine.pause()
    else if (question.kind === 'goOn') this.#engine.goOn()
    else void this.#answer(question)
  }

  async #answer({ id, subject }: Extract<Question, { kind: 'ask' }>): Promise<void> {
    this.#keep({ id, outcome: await this.#engine.ask(subject) })
  }

  #keep(answer: Answer): void {
    if (this.#known.push(answer) > 1) return
    setImmediate(() => {
      const answers = this.#known
      this.#known = []
      this.#tell(answers)
    })
  }
}

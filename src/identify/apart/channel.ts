import type { Outcome } from '../ask/outcome.ts'
import type { Subject } from '../ask/subject.ts'

/** So often whoever asks says that it is alive, in milliseconds. */
export const heartbeatMs = 1_000

export type Question =
  | { readonly kind: 'ask'; readonly id: number; readonly subject: Subject }
  | { readonly kind: 'sample'; readonly address: string }
  | { readonly kind: 'abort' }
  /** Begin nothing new from now on, until told to go on. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'goOn' }

export interface Answer {
  readonly id: number
  readonly outcome: Outcome
}

/** The way to whoever asks. */
export interface Channel {
  tell(question: Question): void
  /** Nothing more will be asked, nor is anything waited for. */
  close(): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
}

/** Who is told what comes back. */
export interface Listener {
  /** None: it is alive. */
  heard(answers: readonly Answer[]): void
  ended(why: string): void
}

export type OpenChannel = (listener: Listener) => Channel

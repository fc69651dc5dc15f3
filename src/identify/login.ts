import type { Conversation } from './conversation.ts'
import type { Example, Match } from './detector.ts'

/** Kinds of question that are put only when a person asks for them. `auth`: log-ins by names that everybody knows. */
export const asks = ['auth'] as const
export type Ask = (typeof asks)[number]

/**
 * One attempt to come in by a name that everybody knows: an anonymous one, or a public community. The only kind of question that counts
 * as a log-in; none is put unless a person asks for it (`--ask auth`). One file each in `logins/`, named by the detector that
 * recognises the service.
 */
export interface Login {
  /** As in the match: whoever turns out to speak something else is left alone. */
  readonly protocol: string
  /** Who it comes as, in words: `anonymous to FTP servers`. */
  readonly summary: string
  readonly source: string
  /** Attempted on the detector's ports even when nothing answered there. */
  readonly evenSilent?: boolean
  /**
   * Comes in, looks round and leaves, over a fresh connection on which nothing has been said, or a fresh UDP socket whose questions
   * are sent once. One name, never a list, and never a password but that which goes with an anonymous name.
   *
   * @returns what was learned; null when that is nothing
   */
  attempt(conversation: Conversation): Promise<Partial<Match> | null>
  /** `talk`: all that the peer says, in its order. */
  readonly examples: readonly Required<Pick<Example, 'talk' | 'expect'>>[]
}

/** @see Login */
export function defineLogin(login: Login): Login {
  return login
}

// What whoever asks in a process of its own says, as it says it.
import { framed } from '../../confined/frames.ts'
import { encodeMessage } from '../../confined/message-codec.ts'
import { fittingText } from '../../confined/texts.ts'
import { failed, type Outcome } from '../ask/outcome.ts'
import type { Answer } from './channel.ts'

export type Saying =
  | { readonly kind: 'alive' }
  | ({ readonly kind: 'answer' } & Answer)
  | { readonly kind: 'failed'; readonly reason: string }

/** Of one answer: eight certificates with a hundred names each are a fifth of it. */
export const mostAnswerBytes = 2 ** 20

/** Framed, as it goes down the line. None: it is alive. */
export function encodeAnswers(answers: readonly Answer[]): Uint8Array {
  if (answers.length === 0) return encodeSaying({ kind: 'alive' })
  return Buffer.concat(answers.map((answer) => framed(answerBytes(answer))))
}

export function encodeFailure(error: Error): Uint8Array {
  return encodeSaying({ kind: 'failed', reason: fittingText(error.message) })
}

function answerBytes({ id, outcome }: Answer): Uint8Array {
  const bytes = messageOf(id, outcome)
  return bytes.length <= mostAnswerBytes ? bytes : messageOf(id, failed('its answer is too long'))
}

function messageOf(id: number, outcome: Outcome): Uint8Array {
  return encodeMessage({ kind: 'answer', id, outcome: fitting(outcome) } satisfies Saying)
}

function fitting(outcome: Outcome): Outcome {
  const isOurs = outcome.kind === 'unconnected' && outcome.failure.kind === 'failed'
  return isOurs ? failed(fittingText(outcome.failure.cause)) : outcome
}

function encodeSaying(saying: Saying): Uint8Array {
  return framed(encodeMessage(saying))
}

import type { Answer } from '../../model/answer.ts'
import { type FrameView, TCP, UDP } from '../../wire/frame-view.ts'
import type { KeptAnswers } from '../results/kept-answers.ts'

/** What is worth keeping of the frame of an answer: the header of a segment, the payload of a datagram that is whole. */
export function answerIn(view: FrameView, kept: KeptAnswers): Answer | undefined {
  const { bytes, kind, tcp, udp, ttl } = view
  if (kind === TCP) return kept.keep(bytes, tcp.start, tcp.payloadAt, ttl)
  const isWhole = kind === UDP && udp.start + udp.length === udp.end
  return isWhole ? kept.keep(bytes, udp.payloadAt, udp.end, ttl) : undefined
}

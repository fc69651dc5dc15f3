import { longestReply } from './reply.ts'

/** The waits of one connection, in milliseconds. */
export interface Waits {
  readonly connectMs: number
  /** For a server that speaks first. */
  readonly greetingMs: number
  /** For one that is known to look up our name before it speaks (ident, reverse DNS). */
  readonly slowGreetingMs: number
  /** For the first byte of an answer. */
  readonly answerMs: number
  /** The same for a question that is not the one of the port: many are asked, and few are answered. */
  readonly guessMs: number
  /** A reply has ended when nothing more came for so long. */
  readonly pauseMs: number
  /** From its first byte on: who drips is cut off here. */
  readonly replyMs: number
  readonly handshakeMs: number
}

/** When the round trip is not known. */
const usualRoundTripMs = 100
const longestRoundTripMs = 3_000

/** Waits that fit a path: a round trip more where an answer has to come back. */
export function waitsFor(rttMs: number | null): Waits {
  const rtt = Math.min(rttMs ?? usualRoundTripMs, longestRoundTripMs)
  return {
    connectMs: 2_000 + 3 * rtt,
    greetingMs: 300 + rtt,
    slowGreetingMs: 5_000 + rtt,
    answerMs: 1_500 + 2 * rtt,
    guessMs: 500 + 2 * rtt,
    pauseMs: 80 + rtt,
    replyMs: 3_000 + 2 * rtt,
    handshakeMs: 2_000 + 4 * rtt,
  }
}

/** No endpoint is spoken to for longer, whatever it does; what is waited for its turn (ask/turns.ts) comes on top. */
export const longestInterviewMs = 45_000

/** Some endpoint has answered after so long, at a rate (a second). What is asked at once is a second's worth, or one (prepare/identification.ts). */
export function longestDroughtMs(rate: number): number {
  return 4 * longestInterviewMs + (2 * Math.max(...connectionsByIntensity) * 1_000) / Math.min(1, rate)
}

/** Most bytes that are read of one connection, in several replies. */
export const longestConversation = 4 * longestReply

export const defaultIntensity = 5

/** Most connections to one endpoint by intensity, 0 to 9. What a detector's own `mostConnections` says goes below it. */
const connectionsByIntensity = [1, 2, 4, 10, 14, 24, 36, 44, 52, 56] as const

/** @param intensity 0 to 9 */
export function mostConnections(intensity: number): number {
  return connectionsByIntensity[intensity] ?? connectionsByIntensity[defaultIntensity]
}

/** From this intensity on, what was recognised is asked for more (`query`). */
export const queryIntensity = 2

/** From this intensity on, each version of TLS is tried, at a connection each. */
export const versionsIntensity = 7

// decodes foreign bytes
// What whoever asks in a process of its own says, checked before anybody believes it. It has spoken to hostile peers: whoever took it over
// may lie about what speaks where, but must not reach further than that.
import { z } from 'zod'
import { decodeMessage } from '../../confined/message-codec.ts'
import { isText } from '../../confined/texts.ts'
import { Service } from '../../model/service.ts'
import { failed } from '../ask/outcome.ts'
import type { Saying } from './sayings.ts'

/** The longest that a service has: 256 bytes of evidence, four characters each. */
const longestText = 1_024
const mostItems = 1_000

const Text = z.string().refine(isText)

const Failure = z.union([
  z.object({ kind: z.enum(['refused', 'timeout', 'unreachable']) }),
  z.object({ kind: z.literal('failed'), cause: Text }),
])

const Outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answered'),
    service: Service.refine(isShowable),
    rttMs: z.number().min(0).nullable(),
  }),
  z.object({ kind: z.literal('unconnected'), failure: Failure }),
  z.object({ kind: z.literal('unasked') }),
])

/** Of one answer alone: what a peer has made a detector say must not end the answers of all others. */
const nonsense = failed('its answer makes no sense')

const Said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('answer'), id: z.int().min(0), outcome: Outcome.catch(nonsense) }),
  z.object({ kind: z.literal('failed'), reason: Text }),
])

/** Null when it says nothing that whoever asks says. Never throws. */
export function understood(bytes: Uint8Array): Saying | null {
  const { data } = Said.safeParse(decodeMessage(bytes))
  return data ?? null
}

/** Whether it has no more text than a service that hostile peers have filled, and words of our own where those have none to say. */
function isShowable(service: Service): boolean {
  const { protocol, facts, evidence } = service
  const words = [protocol, evidence.detector, evidence.answeredTo, ...evidence.asked]
  return isShort(service) && words.every(isWord) && Object.keys(facts).every(isName)
}

/** Of what is as deep as a service. */
function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= longestText
  if (typeof value !== 'object' || value === null) return true
  const inside = Object.values(value)
  return inside.length <= mostItems && inside.every(isShort)
}

function isWord(value: string | null): boolean {
  return value === null || /^[\w ./+-]{1,100}$/.test(value)
}

function isName(value: string): boolean {
  return /^[a-z]\w{0,60}$/i.test(value)
}

import type { Conversation } from '../conversation.ts'
import type { Detector, Match } from '../detector.ts'
import { isFragileDevice } from '../fragile-devices.ts'
import type { Login } from '../login.ts'
import { logins } from '../logins.gen.ts'
import { detectorsFor, type Recognition } from '../recognise.ts'
import type { Subject, Terms } from './subject.ts'

const all = new Map<string, Login>(Object.entries(logins))

/** What is to be logged in to, and how. */
export interface Door {
  readonly detector: Detector
  readonly login: Login
  /** What is known of it by now. */
  readonly match: Match
}

/** The one log-in for what was recognised, or for what keeps silent on its usual port; null unless a person asked for log-ins. */
export function doorOf(recognition: Recognition | null, { transport, port }: Subject, terms: Terms): Door | null {
  if (terms.auth !== true || terms.intensity === 0 || isFragileDevice(recognition?.match.deviceType ?? null))
    return null
  const detector = recognition?.detector ?? silentOne(transport, port)
  const login = detector && all.get(detector.id)
  if (login === undefined || detector === undefined) return null
  const match = recognition?.match ?? { protocol: login.protocol }
  return match.protocol === login.protocol ? { detector, login, match } : null
}

function silentOne(transport: Subject['transport'], port: number): Detector | undefined {
  return detectorsFor(transport).find(({ id, ports }) => all.get(id)?.evenSilent === true && ports.includes(port))
}

/** Attempts it, once. Null when nothing was learned. */
export async function logIn({ detector, login, match }: Door, conversation: Conversation): Promise<Recognition | null> {
  const learned = await login.attempt(conversation)
  if (learned === null) return null
  const told = Object.fromEntries(Object.entries(learned).filter(([, value]) => value !== undefined))
  return { detector, match: { ...match, ...told, facts: { ...match.facts, ...learned.facts } } }
}

/** As `asked` and `answeredTo` of the evidence have it. */
export function nameOfLogin({ detector }: Door): string {
  return `${detector.id} login`
}

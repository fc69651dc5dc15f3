import { Judge } from '../firewall/judge.ts'
import type { Judgement } from '../firewall/judgement.ts'
import type { Packet } from '../firewall/packet.ts'
import { wordingOf } from '../firewall/wording.ts'
import { formatAddress } from '../lib/address.ts'
import type { Endpoint } from '../model/change.ts'
import type { Listener } from '../model/listener.ts'
import { ruleText } from '../model/rule-text.ts'
import type { Effect } from './plan.ts'
import { addressesOf, askAll, endpointAt, endpointsOf, type FirewallNow, keyOf, type OwnEndpoint } from './questions.ts'
import { cutByListener, cutByRule, type Session, type SessionProof, type Views } from './session-proof.ts'
import type { Opening } from './situation.ts'
import { withRules } from './with-rules.ts'

export interface EndpointChange extends Endpoint {
  /** Who asks. */
  readonly from: string
  readonly before: Judgement['verdict']
  readonly after: Judgement['verdict'] | 'nobody listens'
}

export interface DryRun {
  /** Null: the rules that are there could not be read, so that it cannot be told. */
  readonly changes: readonly EndpointChange[] | null
  readonly sessions: readonly SessionProof[]
}

interface Inside {
  /** Null: the rules could not be read. */
  readonly now: FirewallNow | null
  readonly listeners: readonly Listener[]
  readonly sessions: readonly Session[]
}

/** What a plan would change, found out without changing anything. */
export function dryRun(effect: Effect, listener: Listener | null, { now, listeners, sessions }: Inside): DryRun {
  if (effect.kind === 'listener') {
    const gone = goneListeners(effect, listener, listeners)
    const proofs = sessions.map((session) => ({ ...session, cutBy: cutByListener(session, gone, effect.staysAt, now) }))
    return { changes: now === null ? null : goneEndpoints(now, gone, effect.staysAt), sessions: proofs }
  }
  const views = now === null ? null : viewsOf(now, effect.tables)
  return {
    changes: now === null || views === null ? null : changedEndpoints(now, views, effect, listeners),
    sessions: sessions.map((session) => ({
      ...session,
      cutBy: cutByRule(session, effect.rule, now, views, listeners),
    })),
  }
}

type Rules = Extract<Effect, { kind: 'rules' }>

function viewsOf({ ruleset, machine }: FirewallNow, tables: Rules['tables']): Views {
  const after = withRules(ruleset, tables)
  return { before: new Judge(ruleset, machine), after: new Judge(after, machine), ruleset: after }
}

/** What goes with the unit that is stopped: all that it serves, at other ports and addresses too. */
function goneListeners(
  { units }: Extract<Effect, { kind: 'listener' }>,
  listener: Listener | null,
  listeners: readonly Listener[],
): readonly Listener[] {
  if (listener === null) return []
  const { transport, port } = listener
  const isIts = (each: Listener) =>
    (each.transport === transport && each.port === port) || (each.unit !== null && units.includes(each.unit))
  return [...new Set([listener, ...listeners.filter((each) => each.netns === null && isIts(each))])]
}

function changedEndpoints(
  now: FirewallNow,
  { before, after, ruleset }: Views,
  { rule }: Rules,
  listeners: readonly Listener[],
): readonly EndpointChange[] {
  const { transport, port } = rule
  const served = endpointsOf(now, listeners)
  const isServed = listeners.some((each) => each.port === port && each.transport === transport && each.netns === null)
  const keys = new Set(served.map(keyOf))
  const isMeant = (each: Endpoint) => each.port === port && each.transport === transport
  const meant = addressesOf(now, { address: rule.address ?? '0.0.0.0', transport, port })
  const ask = (packet: Packet) => ({ before: before.judge(packet), after: after.judge(packet) })
  const outcome = (each: ReturnType<typeof ask>) => `${each.before.verdict} ${each.after.verdict}`
  return askAll(now, ruleset, [...served, ...meant], ask, outcome)
    .filter(
      ({ endpoint, answer }) =>
        !isServed || keys.has(keyOf(endpoint)) || (answer !== null && isLed(answer.before, endpoint)),
    )
    .map(({ endpoint, from, answer }) => ({
      ...endpointAt(endpoint),
      ...{ from, before: answer?.before.verdict ?? 'unknown', after: answer?.after.verdict ?? 'unknown' },
    }))
    .filter((each) => each.before !== each.after || (each.after === 'unknown' && isMeant(each)))
}

function isLed({ destination, destinationPort }: Judgement, endpoint: OwnEndpoint): boolean {
  return destination !== endpoint.destination || destinationPort !== endpoint.destinationPort
}

function goneEndpoints(
  now: FirewallNow,
  gone: readonly Listener[],
  staysAt: readonly string[],
): readonly EndpointChange[] {
  const judge = new Judge(now.ruleset, now.machine)
  const endpoints = endpointsOf(now, gone).filter((each) => !staysAt.includes(endpointAt(each).address))
  const verdict = (packet: Packet) => judge.judge(packet).verdict
  return askAll(now, now.ruleset, endpoints, verdict, String).map(({ endpoint, from, answer }) => ({
    ...endpointAt(endpoint),
    ...{ from, before: answer ?? 'unknown', after: 'nobody listens' as const },
  }))
}

/** Which packets to an endpoint the rules let through, as they are now, whether anybody listens or not. */
export function openingsOf(now: FirewallNow, endpoint: Endpoint): readonly Opening[] {
  const judge = new Judge(now.ruleset, now.machine)
  const wording = wordingOf(now.ruleset, now.ufw)
  const outcome = ({ verdict, destination, destinationPort }: Judgement) =>
    `${verdict} ${destination} ${destinationPort}`
  const asked = askAll(now, now.ruleset, addressesOf(now, endpoint), (packet) => judge.judge(packet), outcome)
  return asked.flatMap(({ endpoint: to, from, answer }) => {
    if (answer?.verdict !== 'accept') return []
    const { decidedBy, trail, destination, destinationPort } = answer
    const isElsewhere = isLed(answer, to)
    const by = isElsewhere ? trail.findLast(({ effect }) => effect === 'destination changed') : decidedBy
    const leadsTo = { address: formatAddress(to.family, destination), port: destinationPort }
    return [{ from, rule: by?.rule ? ruleText(wording(by)) : null, leadsTo: isElsewhere ? leadsTo : null }]
  })
}

export interface SourceVerdict extends Endpoint {
  readonly from: string
  readonly verdict: Judgement['verdict']
}

/**
 * What the rules say of those who ask for an endpoint.
 * @param listeners null: whether anybody serves it or not
 */
export function verdictsOf(
  now: FirewallNow,
  endpoint: Endpoint,
  listeners: readonly Listener[] | null,
): readonly SourceVerdict[] {
  const judge = new Judge(now.ruleset, now.machine)
  const meant = addressesOf(now, endpoint)
  const served = listeners === null ? null : new Set(endpointsOf(now, listeners).map(keyOf))
  const endpoints = meant.filter((each) => served === null || served.has(keyOf(each)))
  return askAll(now, now.ruleset, endpoints, (packet) => judge.judge(packet).verdict, String).map(
    ({ endpoint: at, from, answer }) => ({ ...endpointAt(at), from, verdict: answer ?? 'unknown' }),
  )
}

/** Of whom the rules do not tell whether they are let through. */
export function untoldOf(now: FirewallNow, endpoint: Endpoint): readonly string[] {
  const unknown = verdictsOf(now, endpoint, null).filter(({ verdict }) => verdict === 'unknown')
  return [...new Set(unknown.map(({ from }) => from))]
}

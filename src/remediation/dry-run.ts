import { Judge } from '../firewall/judge.ts'
import type { Judgement } from '../firewall/judgement.ts'
import type { Machine, Packet } from '../firewall/packet.ts'
import type { Ruleset } from '../firewall/ruleset.ts'
import type { Surroundings } from '../firewall/surroundings.ts'
import { type Family, formatAddress, parseAddress } from '../lib/address.ts'
import type { Endpoint } from '../model/change.ts'
import type { Listener } from '../model/listener.ts'
import type { Transport } from '../model/unions.ts'
import type { ClosingRule } from './firewalls/closing-rule.ts'
import { deviceOf, networkOf } from './firewalls/closing-rule.ts'
import { isLocal, isWithin } from './peers.ts'
import type { Effect } from './plan.ts'
import type { Opening } from './situation.ts'
import { withRules } from './with-rules.ts'

/** The rules that there are now, and the machine that they stand on. */
export interface FirewallNow {
  readonly ruleset: Ruleset
  readonly machine: Machine
  readonly surroundings: Surroundings
}

/** Both ends of a session that must not be cut. */
export interface Session {
  readonly address: string
  readonly port: number
  readonly local: string
  readonly localPort: number
}

export interface EndpointChange extends Endpoint {
  /** Who asks. */
  readonly from: string
  readonly before: Judgement['verdict']
  readonly after: Judgement['verdict'] | 'nobody listens'
}

/** Null: its packets, those of the session and new ones, go on as they do now. */
export interface SessionProof extends Session {
  readonly cutBy: string | null
}

export interface DryRun {
  /** Null: the rules that are there could not be read, so that it cannot be told. */
  readonly changes: readonly EndpointChange[] | null
  readonly sessions: readonly SessionProof[]
}

/** What a plan would change, found out without changing anything. */
export function dryRun(
  effect: Effect,
  listener: Listener | null,
  {
    now,
    listeners,
    sessions,
  }: { now: FirewallNow | null; listeners: readonly Listener[]; sessions: readonly Session[] },
): DryRun {
  if (effect.kind === 'listener') {
    const proofs = sessions.map((session) => ({ ...session, cutBy: cutByListener(session, listener, effect.staysAt) }))
    return { changes: now === null ? null : goneEndpoints(now, listener, effect.staysAt), sessions: proofs }
  }
  const views = now === null ? null : viewsOf(now, effect.tables)
  return {
    changes: now === null || views === null ? null : changedEndpoints(now, views, listeners),
    sessions: sessions.map((session) => ({ ...session, cutBy: cutByRule(session, effect.rule, now, views) })),
  }
}

interface Views {
  readonly before: Judge
  readonly after: Judge
}

function viewsOf({ ruleset, machine }: FirewallNow, tables: Extract<Effect, { kind: 'rules' }>['tables']): Views {
  return { before: new Judge(ruleset, machine), after: new Judge(withRules(ruleset, tables), machine) }
}

function cutByListener(session: Session, listener: Listener | null, staysAt: readonly string[]): string | null {
  const isIts = listener?.transport === 'tcp' && listener.port === session.localPort
  if (!isIts || staysAt.includes(session.local)) return null
  return staysAt.length === 0
    ? 'it ends the service that the session came in by'
    : `the service would be at ${staysAt.join(' and ')} only`
}

/**
 * All that is added are rules that keep packets out: what they do not match goes on as it does now, be it of a session or new, whatever the other rules say. Besides,
 * the rules as a whole have to judge a new packet as before, and no changed port may lead to the session's by a translation.
 */
function cutByRule(session: Session, rule: ClosingRule, now: FirewallNow | null, views: Views | null): string | null {
  if (matches(rule, session)) return 'a new rule keeps its packets out'
  if (now === null || views === null) return null
  const packet = packetOf(now, session, session.localPort)
  if (packet === null) return null
  const [before, after] = [views.before.judge(packet), views.after.judge(packet)]
  if (before.verdict !== after.verdict)
    return `a new connection would be judged ${after.verdict} in place of ${before.verdict}`
  if (rule.port === session.localPort) return null
  const changed = views.before.judge({ ...packet, destinationPort: rule.port })
  const leadsThere = rule.transport === 'tcp' && changed.isOwn && changed.destinationPort === session.localPort
  return leadsThere ? `port ${rule.port} leads to port ${session.localPort}, which the session came in by` : null
}

function matches(rule: ClosingRule, { address, local, localPort }: Session): boolean {
  if (rule.transport !== 'tcp' || rule.port !== localPort || isLocal(address)) return false
  const family = parseAddress(address)?.family
  if (family === undefined) return true
  if (rule.address !== null && rule.address !== local) return false
  const network = networkOf(rule, family)
  // By which device a session came in is not told: its packets may be among those that are kept out.
  return network === null || deviceOf(rule) !== null || !isWithin(address, network)
}

function packetOf({ machine }: FirewallNow, { address, local }: Session, destinationPort: number): Packet | null {
  const [source, destination] = [parseAddress(address), parseAddress(local)]
  if (source === undefined || destination === undefined || isLocal(address)) return null
  const ingress = machine.egressTo(source.family, source.value)
  if (ingress === null) return null
  const ends = { source: source.value, destination: destination.value, destinationPort, sourcePort: null }
  return { family: source.family, transport: 'tcp', ...ends, ingress }
}

interface Source {
  readonly from: string
  readonly family: Family
  readonly address: bigint
  readonly ingress: string
}

/** TEST-NET-3 and the documentation prefix (RFC 5737, RFC 3849) stand for whoever is far away. */
const far = [
  { family: 4, address: parseAddress('203.0.113.7')!.value },
  { family: 6, address: parseAddress('2001:db8:7::7')!.value },
] as const

function sourcesOf({ machine, surroundings }: FirewallNow): readonly Source[] {
  const near = surroundings.networks.flatMap(({ device, family, first, last }): Source[] => {
    const own = surroundings.own.map(({ address }) => address)
    const address = [first + 1n, first + 2n, first + 3n].find((each) => each <= last && !own.includes(each))
    return address === undefined ? [] : [{ from: `the network of ${device}`, family, address, ingress: device }]
  })
  const away = far.flatMap(({ family, address }): Source[] => {
    const ingress = machine.egressTo(family, address)
    return ingress === null ? [] : [{ from: 'anywhere', family, address, ingress }]
  })
  return [...near, ...away]
}

interface OwnEndpoint {
  readonly family: Family
  readonly destination: bigint
  readonly transport: Transport
  readonly destinationPort: number
}

/** Every own address that a listener takes connections at, but loopback. */
function endpointsOf({ surroundings }: FirewallNow, listeners: readonly Listener[]): readonly OwnEndpoint[] {
  const own = surroundings.own.filter(({ family, address }) => !isLocal(formatAddress(family, address)))
  const found = listeners
    .filter(({ bind, netns }) => bind !== 'loopback' && netns === null)
    .flatMap(({ address, bind, transport, port }) => {
      const at = parseAddress(address)
      const takes = (each: { family: Family; address: bigint }) =>
        bind === 'dual-stack' || (bind === 'all' ? each.family === at?.family : each.address === at?.value)
      return own
        .filter(takes)
        .map((each) => ({ family: each.family, destination: each.address, transport, destinationPort: port }))
    })
  return [
    ...new Map(found.map((each) => [`${each.transport} ${each.destinationPort} ${each.destination}`, each])).values(),
  ]
}

function changedEndpoints(
  now: FirewallNow,
  { before, after }: Views,
  listeners: readonly Listener[],
): readonly EndpointChange[] {
  return eachQuestion(now, listeners).flatMap(({ packet, from }) => {
    const verdicts = { before: before.judge(packet).verdict, after: after.judge(packet).verdict }
    return verdicts.before === verdicts.after ? [] : [{ ...shown(packet), from, ...verdicts }]
  })
}

function goneEndpoints(
  now: FirewallNow,
  listener: Listener | null,
  staysAt: readonly string[],
): readonly EndpointChange[] {
  const { ruleset, machine } = now
  const judge = new Judge(ruleset, machine)
  return eachQuestion(now, listener === null ? [] : [listener])
    .filter(({ packet }) => !staysAt.includes(formatAddress(packet.family, packet.destination)))
    .map(({ packet, from }) => ({
      ...shown(packet),
      from,
      before: judge.judge(packet).verdict,
      after: 'nobody listens' as const,
    }))
}

/** Which packets to an endpoint the rules let through, as they are now, whether anybody listens or not. */
export function openingsOf(now: FirewallNow, endpoint: Endpoint): readonly Opening[] {
  const judge = new Judge(now.ruleset, now.machine)
  return questions(now, allAddresses(now, endpoint)).flatMap(({ packet, from }) => {
    const { verdict, decidedBy, destination, destinationPort } = judge.judge(packet)
    if (verdict !== 'accept') return []
    const isLed = destination !== packet.destination || destinationPort !== packet.destinationPort
    const leadsTo = isLed ? { address: formatAddress(packet.family, destination), port: destinationPort } : null
    return [{ from, rule: decidedBy?.rule?.text ?? null, leadsTo }]
  })
}

function allAddresses({ surroundings }: FirewallNow, { address, transport, port }: Endpoint): readonly OwnEndpoint[] {
  const isAny = address === '0.0.0.0' || address === '::'
  return surroundings.own
    .filter(
      ({ family, address: own }) =>
        !isLocal(formatAddress(family, own)) && (isAny || formatAddress(family, own) === address),
    )
    .map(({ family, address: destination }) => ({ family, destination, transport, destinationPort: port }))
}

export interface SourceVerdict extends Endpoint {
  readonly from: string
  readonly verdict: Judgement['verdict']
}

/** What the rules say of those who ask for an endpoint that somebody serves: none, when nobody does. */
export function verdictsOf(
  now: FirewallNow,
  endpoint: Endpoint,
  listeners: readonly Listener[],
): readonly SourceVerdict[] {
  const judge = new Judge(now.ruleset, now.machine)
  const isAny = endpoint.address === '0.0.0.0' || endpoint.address === '::'
  return eachQuestion(now, listeners)
    .map(({ packet, from }) => ({ ...shown(packet), from, verdict: judge.judge(packet).verdict }))
    .filter(({ address }) => isAny || address === endpoint.address)
}

function eachQuestion(now: FirewallNow, listeners: readonly Listener[]): readonly { packet: Packet; from: string }[] {
  return questions(now, endpointsOf(now, listeners))
}

function questions(now: FirewallNow, endpoints: readonly OwnEndpoint[]): readonly { packet: Packet; from: string }[] {
  const sources = sourcesOf(now)
  return endpoints.flatMap((endpoint) =>
    sources
      .filter(({ family }) => family === endpoint.family)
      .map(({ from, address, ingress }) => ({
        from,
        packet: { ...endpoint, source: address, sourcePort: null, ingress },
      })),
  )
}

function shown({ family, destination, transport, destinationPort }: Packet): Endpoint {
  return { address: formatAddress(family, destination), transport, port: destinationPort }
}

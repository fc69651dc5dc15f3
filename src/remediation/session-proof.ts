import type { Judge } from '../firewall/judge.ts'
import type { Packet } from '../firewall/packet.ts'
import type { Destination, Ruleset } from '../firewall/ruleset.ts'
import { formatAddress, parseAddress } from '../lib/address.ts'
import type { Listener } from '../model/listener.ts'
import { carries } from './carriers.ts'
import { type ClosingRule, deviceOf, networkOf } from './firewalls/closing-rule.ts'
import { isLocal, isWithin } from './peers.ts'
import { addressesOf, askAll, type FirewallNow } from './questions.ts'

/** Both ends of a session that must not be cut. */
export interface Session {
  readonly address: string
  readonly port: number
  readonly local: string
  readonly localPort: number
}

/** Null: its packets, those of the session and new ones, go on as they do now. */
export interface SessionProof extends Session {
  readonly cutBy: string | null
}

/** The rules as they are, and as they would be. */
export interface Views {
  readonly before: Judge
  readonly after: Judge
  readonly ruleset: Ruleset
}

/** @param gone who does not listen any more, but at the addresses of `staysAt` */
export function cutByListener(
  session: Session,
  gone: readonly Listener[],
  staysAt: readonly string[],
  now: FirewallNow | null,
): string | null {
  const isIts = gone.some(({ transport, port }) => transport === 'tcp' && port === session.localPort)
  if (isIts && !staysAt.includes(session.local))
    return staysAt.length === 0
      ? 'it ends the service that the session came in by'
      : `the service would be at ${staysAt.join(' and ')} only`
  return isLocal(session.address) ? null : carriedBy(session, gone, now)
}

/**
 * What is added keeps packets to one port out; all others go on as they do now, be it of a session or new. Besides, the rules as a whole have to judge a new
 * packet as before, the port may not lead to the session's by a translation, or to the machine that it comes from, and not carry the session in a tunnel.
 */
export function cutByRule(
  session: Session,
  rule: ClosingRule,
  now: FirewallNow | null,
  views: Views | null,
  listeners: readonly Listener[],
): string | null {
  if (isLocal(session.address)) return null
  if (matches(rule, session)) return 'a new rule keeps its packets out'
  const closed = listeners.filter(({ transport, port }) => transport === rule.transport && port === rule.port)
  const carried = carriedBy(session, closed.length > 0 ? closed : [{ ...rule, process: null, pid: null }], now)
  if (carried !== null) return carried
  if (now !== null && views !== null) return cutByRules(session, rule, now, views)
  // What is not translated is kept out by the port that it comes to in the end, which is not the session's.
  return rule.translated.length > 0 ? `the rules were not read: it cannot be told where port ${rule.port} leads` : null
}

function cutByRules(session: Session, rule: ClosingRule, now: FirewallNow, views: Views): string | null {
  const packet = packetOf(now, session, session.localPort)
  const [before, after] = [views.before, views.after].map((judge) => packet && judge.judge(packet).verdict)
  if (before !== after) return `a new connection would be judged ${after} in place of ${before}`
  const { transport, port } = rule
  if (transport === 'tcp' && port === session.localPort) return null
  const direct = packet && views.before.judge({ ...packet, destinationPort: port })
  if (transport === 'tcp' && direct?.isOwn && direct.destinationPort === session.localPort)
    return `port ${port} leads to port ${session.localPort}, which the session came in by`
  const meant = addressesOf(now, { address: rule.address ?? '0.0.0.0', transport, port })
  const destination = (each: Packet) => {
    const judged = views.before.judge(each)
    if (judged.verdict === 'unknown') return null
    return judged.isOwn ? '' : formatAddress(each.family, judged.destination)
  }
  const leads = askAll(now, now.ruleset, meant, destination, String).map(({ answer }) => answer)
  const where = `${session.address}, which the session comes from`
  if (leads.includes(session.address)) return `port ${port} leads to ${where}`
  const isUnsure = leads.includes(null) && mayLeadTo(now.ruleset, session.address)
  return isUnsure ? `it cannot be told whether port ${port} leads to ${where}` : null
}

/** Whether some rule changes the destination of packets to this address. */
function mayLeadTo({ tables }: Ruleset, text: string): boolean {
  const address = parseAddress(text)?.value
  const isThere = (to: Destination | 'another source') => typeof to !== 'string' && to.address === address
  return tables
    .flatMap(({ chains }) => [...chains.values()])
    .flatMap(({ rules }) => rules)
    .flatMap(({ steps }) => steps)
    .some((step) =>
      step.kind === 'translateMap'
        ? step.entries.some(({ value }) => isThere(value))
        : step.kind === 'translate' && isThere(step.to),
    )
}

function carriedBy(
  { address }: Session,
  closed: readonly Parameters<typeof carries>[0][],
  now: FirewallNow | null,
): string | null {
  const peer = parseAddress(address)
  const ingress = now === null || peer === undefined ? null : now.machine.egressTo(peer.family, peer.value)
  return closed.map((each) => carries(each, ingress)).find((reason) => reason !== null) ?? null
}

function matches(rule: ClosingRule, { address, local, localPort }: Session): boolean {
  if (rule.transport !== 'tcp' || rule.port !== localPort) return false
  const family = parseAddress(address)?.family
  if (family === undefined) return true
  if (rule.address !== null && rule.address !== local) return false
  const network = networkOf(rule, family)
  // By which device a session came in is not told: its packets may be among those that are kept out.
  return network === null || deviceOf(rule) !== null || !isWithin(address, network)
}

function packetOf({ machine }: FirewallNow, { address, local }: Session, destinationPort: number): Packet | null {
  const [source, destination] = [parseAddress(address), parseAddress(local)]
  if (source === undefined || destination === undefined) return null
  const ingress = machine.egressTo(source.family, source.value)
  if (ingress === null) return null
  const ends = { source: source.value, destination: destination.value, destinationPort, sourcePort: null }
  return { family: source.family, transport: 'tcp', ...ends, ingress }
}

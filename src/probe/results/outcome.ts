import { type Reason, reasons, type State, type Transport } from '../../model/unions.ts'

// What became of an attempt, as one number, so that the hot path allocates nothing:
// 0 and up: an answer, the index of its reason; PENDING: not known yet; FAILED + errno: a failure of our own.

/** The attempt is under way. */
export const PENDING = -1
/** Nothing was learnt about the endpoint: FAILED + errno. */
export const FAILED = 1000

const code = (reason: Reason) => reasons.indexOf(reason)
export const SYN_ACK = code('syn-ack')
export const RST = code('rst')
export const CONNECTED = code('connected')
export const REFUSED = code('refused')
export const UDP_REPLY = code('udp-reply')
export const NO_RESPONSE = code('no-response')
export const ICMP_PORT_UNREACHABLE = code('icmp-port-unreachable')
export const ICMP_HOST_UNREACHABLE = code('icmp-host-unreachable')
export const ICMP_NET_UNREACHABLE = code('icmp-net-unreachable')
export const ICMP_PROTOCOL_UNREACHABLE = code('icmp-protocol-unreachable')
export const ICMP_ADMIN_PROHIBITED = code('icmp-admin-prohibited')
export const ICMP_TIME_EXCEEDED = code('icmp-time-exceeded')
export const ICMP_OTHER = code('icmp-other')

export function reasonOf(outcome: number): Reason {
  const reason = reasons[outcome]
  if (reason === undefined) throw new RangeError(`${outcome} is no answer`)
  return reason
}

/**
 * The state that an answer to a connection means. An ICMP port-unreachable closes a UDP port (RFC 1122 §4.1.3.1); for TCP it comes from a
 * filter, for a host without one answers with RST (RFC 9293 §3.5.2).
 */
export function stateOf(transport: Transport, outcome: number): State {
  if (isOpen(outcome)) return 'open'
  if (outcome === REFUSED || outcome === RST) return 'closed'
  if (transport === 'tcp') return 'filtered'
  if (outcome === ICMP_PORT_UNREACHABLE) return 'closed'
  return outcome === NO_RESPONSE ? 'open|filtered' : 'filtered'
}

/** True for the outcomes that mean open, whatever the transport. */
export function isOpen(outcome: number): boolean {
  return outcome === CONNECTED || outcome === SYN_ACK || outcome === UDP_REPLY
}

const saidByIcmp: readonly boolean[] = reasons.map((reason) => reason.startsWith('icmp-'))

/** True for the outcomes that an ICMP message tells: hosts and routers limit how many of those they send. */
export function isIcmp(outcome: number): boolean {
  return saidByIcmp[outcome] === true
}

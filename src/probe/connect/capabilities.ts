import { type Reason, reasons } from '../../model/unions.ts'
import { callsLibc } from '../platform.ts'

export type DriverChoice = 'auto' | 'epoll' | 'node'
export type DriverId = 'epoll' | 'node'

/** Reasons of raw packets: connect(2) shows neither segment. */
const rawOnly: ReadonlySet<Reason> = new Set(['syn-ack', 'rst'])

/** Reasons that each driver can tell apart. */
export const reasonsByDriver: Readonly<Record<DriverId, ReadonlySet<Reason>>> = {
  epoll: new Set(reasons.filter((reason) => !rawOnly.has(reason))),
  // Errors of node:net are errno alone: which ICMP message caused it is lost, save port-unreachable for UDP. Who sent that one
  // is lost as well: a port that a router rejects in this way cannot be told from one that its host calls closed.
  node: new Set<Reason>(['connected', 'refused', 'udp-reply', 'icmp-port-unreachable', 'icmp-other', 'no-response']),
}

/** The driver that a choice leads to on this machine. */
export function driverFor(choice: DriverChoice): DriverId {
  if (choice !== 'auto') return choice
  return callsLibc() ? 'epoll' : 'node'
}

import type { Transport } from '../../model/unions.ts'

/** Where they are: above what the kernel gives out by itself (net.ipv4.ip_local_port_range ends at 60,999). */
export const ownPorts = { first: 61_000, last: 65_000 } as const

/**
 * Own ports, one for each attempt: the port that an answer comes to says which attempt it answers. A second SYN on the same pair of
 * ports would mislead while the first is half open (RFC 9293 §3.10.7.4).
 */
export interface SourcePorts {
  readonly tcp: number
  readonly udp: number
  /** Ports from `tcp` and from `udp` on, one to an attempt. */
  readonly count: number
}

/** The attempt that an own port belongs to; -1 when it is none of these. */
export function attemptOf(ports: SourcePorts, transport: Transport, port: number): number {
  const attempt = port - ports[transport]
  return attempt >= 0 && attempt < ports.count ? attempt : -1
}

/** Own port of an attempt, counted from the first: more attempts than ports share the last but the one for recall. */
export function portOf({ count }: SourcePorts, attempt: number): number {
  return Math.min(attempt, count - 2)
}

/** Likewise, of those who are asked again to measure loss: no attempt has it. */
export function recallPort({ count }: SourcePorts): number {
  return count - 1
}

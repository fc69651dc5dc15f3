import type { Answer } from '../model/answer.ts'
import type { OsHint } from '../model/service.ts'
import { type SynAck, synAckOf } from './syn-ack.ts'

/** A banner can be made up, and a proxy may pass on another's. */
const saidConfidence = 0.8
/** Longer ways are not believed: traceroute(8) gives up after 30. */
const mostHops = 30
const initialTtls = [64, 128, 255]

/** How the stack of a system answers a SYN with the options MSS, SACK and window scale (wire/syn-template.ts). */
interface Signature {
  readonly name: string
  readonly confidence: number
  /** What its packets leave with. */
  readonly ttl: number
  /** Left out: any that is not another's. */
  readonly options?: string
  fits?(answer: SynAck): boolean
}

const signatures: readonly Signature[] = [
  {
    // net/ipv4/tcp_output.c: tcp_options_write, and tcp_select_initial_window, which gives a window of whole segments where there
    // is room for one. OpenBSD has the same options in the same order, and a window of 16,384.
    ...{ name: 'Linux', confidence: 0.6, ttl: 64, options: 'MSS NOP NOP SACK NOP WS' },
    fits: ({ window, mss }) => [mss, ...ethernetSegments].some((segment) => segment > 0 && window % segment === 0),
  },
  // FreeBSD: sys/netinet/tcp_output.c, tcp_addoptions. XNU: bsd/netinet/tcp_output.c, tcp_output.
  { name: 'macOS or BSD', confidence: 0.6, ttl: 64, options: 'MSS NOP WS SACK EOL' },
  // lwIP: src/include/lwip/opt.h, IP_DEFAULT_TTL, LWIP_WND_SCALE and LWIP_TCP_SACK_OUT. Other small stacks do likewise.
  { name: 'embedded system', confidence: 0.4, ttl: 255, options: 'MSS' },
  // Microsoft, "TCP/IP Configuration Parameters", DefaultTTL. Nobody else in wide use begins there.
  { name: 'Windows', confidence: 0.5, ttl: 128 },
]

/** On Ethernet (RFC 9293 §3.7.1): a router on the way may have made the MSS option smaller than what the window was counted in. */
const ethernetSegments = [1460, 1440]

/** The families of those that services name. Cisco's IOS is none of them. */
const families: readonly (readonly [string, RegExp])[] = [
  ['Windows', /windows/i],
  ['macOS or BSD', /bsd|mac ?os|darwin/i],
  ['Linux', /linux|debian|ubuntu|raspbian|alpine|centos|fedora|red ?hat|suse|android|openwrt|dd-wrt|routeros/i],
]

/** A service has said so itself. */
export function osSaid(name: string | null): OsHint | null {
  return name === null ? null : { name, confidence: saidConfidence, from: ['service'] }
}

/** With what the SYN-ACK shows: what the service says stands, and is surer when both agree. */
export function withSynAck(said: OsHint | null, answer: Answer): OsHint | null {
  const seen = osOf(answer)
  if (said === null || seen === null) return said ?? seen
  if (familyOf(said.name) !== seen.name) return said
  const doubt = (1 - said.confidence) * (1 - seen.confidence)
  return { ...said, confidence: Math.round(100 * (1 - doubt)) / 100, from: [...said.from, ...seen.from] }
}

function osOf({ ttl, bytes }: Answer): OsHint | null {
  const answer = synAckOf(bytes)
  const initialTtl = initialTtls.find((each) => ttl !== null && ttl <= each && each - ttl <= mostHops)
  if (answer === null || initialTtl === undefined) return null
  const signature = signatures.find((each) => each.ttl === initialTtl && isLike(answer, each))
  if (signature === undefined) return null
  const { window, options } = answer
  const { name, confidence } = signature
  return { name, confidence, from: [`SYN-ACK: TTL ${ttl}, window ${window}, options ${options || 'none'}`] }
}

function isLike(answer: SynAck, { options, fits }: Signature): boolean {
  if (options === undefined) return signatures.every((other) => other.options !== answer.options)
  return answer.options === options && (fits?.(answer) ?? true)
}

function familyOf(name: string): string | undefined {
  return families.find(([, pattern]) => pattern.test(name))?.[0]
}

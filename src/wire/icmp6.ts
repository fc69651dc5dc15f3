/** Types of ICMPv6 messages (RFC 4443 §3, §4). */
export const ICMP6_UNREACHABLE = 1
export const ICMP6_PACKET_TOO_BIG = 2
export const ICMP6_TIME_EXCEEDED = 3
export const ICMP6_PARAMETER_PROBLEM = 4
export const ICMP6_ECHO_REQUEST = 128
export const ICMP6_ECHO_REPLY = 129

/** Whether a message of this type says that a packet of ours went wrong, and quotes it. */
export function isIcmp6Error(type: number): boolean {
  return type >= ICMP6_UNREACHABLE && type <= ICMP6_PARAMETER_PROBLEM
}

/** Types of ICMP messages (RFC 792). */
export const ICMP4_ECHO_REPLY = 0
export const ICMP4_UNREACHABLE = 3
export const ICMP4_ECHO_REQUEST = 8
export const ICMP4_TIME_EXCEEDED = 11
export const ICMP4_PARAMETER_PROBLEM = 12

/** Whether a message of this type says that a packet of ours went wrong, and quotes it. */
export function isIcmp4Error(type: number): boolean {
  return type === ICMP4_UNREACHABLE || type === ICMP4_TIME_EXCEEDED || type === ICMP4_PARAMETER_PROBLEM
}

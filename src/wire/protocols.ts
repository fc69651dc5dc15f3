/** Assigned Internet protocol numbers (IANA): the protocol of IPv4, the next header of IPv6. */
export const PROTOCOL_ICMP = 1
export const PROTOCOL_TCP = 6
export const PROTOCOL_UDP = 17
export const PROTOCOL_ICMPV6 = 58

import type { Reason } from '../../model/unions.ts'

/** Our reasons in the words that readers of nmap's XML know (man page nmap(1), --reason, and real output). */
export const nmapReasons: Readonly<Record<Reason, string>> = {
  'syn-ack': 'syn-ack',
  rst: 'reset',
  connected: 'syn-ack',
  refused: 'conn-refused',
  'udp-reply': 'udp-response',
  'icmp-port-unreachable': 'port-unreach',
  'icmp-host-unreachable': 'host-unreach',
  'icmp-net-unreachable': 'net-unreach',
  'icmp-protocol-unreachable': 'proto-unreach',
  'icmp-admin-prohibited': 'admin-prohibited',
  'icmp-time-exceeded': 'time-exceeded',
  'icmp-other': 'unknown-response',
  'no-response': 'no-response',
}

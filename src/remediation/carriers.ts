import type { Listener } from '../model/listener.ts'
import { isVpnDevice } from './devices.ts'

/** As the kernel shows their names: 15 characters at most. */
const tunnelPrograms: ReadonlySet<string> = new Set([
  ...['openvpn', 'tailscaled', 'zerotier-one', 'nebula', 'netbird', 'tincd', 'fastd', 'n2n', 'edge'],
  ...['ocserv', 'ocserv-main', 'vpnserver', 'sstpd', 'pptpd', 'pppd', 'xl2tpd', 'wireguard-go', 'boringtun'],
])
/** IANA: isakmp, ipsec-nat-t. */
const ipsecPorts: readonly number[] = [500, 4500]
/** IANA: bootpc, dhcpv6-client. */
const leasePorts: readonly number[] = [68, 546]

export type Carrier = Pick<Listener, 'transport' | 'port' | 'process' | 'pid'>

/**
 * Why a session needs a port that it is not a connection to; null: nothing says that it does.
 * @param ingress the device by which the session comes in; null: not known
 */
export function carries({ transport, port, process, pid }: Carrier, ingress: string | null): string | null {
  const where = `${transport} port ${port}`
  if (transport === 'udp' && leasePorts.includes(port)) return `by ${where} this machine keeps its address (DHCP)`
  if (transport === 'udp' && ipsecPorts.includes(port)) return `it may come by IPsec, which needs ${where}`
  // WireGuard's socket is the kernel's own.
  const isTunnel = process === null ? pid === null && transport === 'udp' : tunnelPrograms.has(process)
  if (!isTunnel || (ingress !== null && !isVpnDevice(ingress))) return null
  return `it may come by the tunnel of ${where}${ingress === null ? '' : ` (${ingress})`}`
}

import type { Transport } from '../model/unions.ts'

/** A port on which a known backdoor listens unless it is told otherwise. */
export interface BackdoorPort {
  readonly transport: Transport
  readonly port: number
  readonly backdoor: string
  readonly source: string
}

/** Those with a public record. That one of them is in use proves nothing: other programs may have taken it. */
export const backdoorPorts: readonly BackdoorPort[] = [
  { transport: 'tcp', port: 1524, backdoor: 'a root shell left by attackers (ingreslock)', source: 'CERT IN-99-04' },
  { transport: 'tcp', port: 3127, backdoor: 'the worm MyDoom', source: 'US-CERT TA04-028A' },
  { transport: 'tcp', port: 4444, backdoor: 'the worm Blaster, and shells of Metasploit', source: 'CERT CA-2003-20' },
  { transport: 'tcp', port: 6200, backdoor: 'the backdoor of vsftpd 2.3.4', source: 'CVE-2011-2523' },
  { transport: 'tcp', port: 27_374, backdoor: 'SubSeven', source: 'CERT IN-2001-07' },
  { transport: 'tcp', port: 31_337, backdoor: 'Back Orifice, and shells named after it', source: 'CERT VN-98.07' },
  { transport: 'udp', port: 31_337, backdoor: 'Back Orifice', source: 'CERT VN-98.07' },
]

import type { PopularitySection } from './popularity-section.ts'

// Which UDP ports to ask first; read the head of popularity-tcp.ts for how this is written.
// UDP is asked for two reasons: what infrastructure needs it (names, time, addresses, tunnels), and what a
// stranger can turn into an amplifier:
//   Rossow   Rossow: "Amplification Hell: Revisiting Network Protocols for DDoS Abuse", NDSS 2014
//   CISA     CISA alert TA14-017A, "UDP-Based Amplification Attacks"
//   Shadowserver  its public list of daily Internet-wide scans, shadowserver.org → Network Reporting
//   NICER    Rapid7: "National / Industry / Cloud Exposure Report 2020"
export const udpPopularity: readonly PopularitySection[] = [
  {
    title: 'Infrastructure and the amplifiers',
    reason: 'Names, time, management and discovery: open on most networks, and abused from outside.',
    source: 'Rossow, CISA, NICER, Shadowserver',
    ports: '53 123 161 443 500 137 1900 5353 69 111 389 4500 5060 1194 19 11211 3702 67 138 514',
  },
  {
    title: 'Tunnels, log-in and remote administration',
    reason: 'Ways into a network, and the services that decide who may come in.',
    source:
      'IANA registry; documentation of WireGuard, OpenVPN, FreeRADIUS, Microsoft; Shadowserver (open IPMI, XDMCP, ARD)',
    ports: `
      51820 1701 623 3283 88 1812 1813 1645 1646 464 3389 177 1434 2049 3478 5683 10001 427 520 68 17 1604 4172 3391
      1195 1196 51821 51822 1197 1198 8443 41641 9993 655 5555 4501 2055 749 750 754
    `,
  },
  {
    title: 'Local discovery and home devices',
    reason: 'Announced to the link by nearly every device; reachable from outside only by mistake.',
    source: 'RFC 4795, RFC 6762, UPnP device architecture; vendors’ documentation',
    ports: `
      5355 5351 5350 37810 48899 9999 32414 32410 32412 32413 3483 20002 38899 6666 6667 56700 1982 5540 5684 34569
      37020 10000 7 9 13 37 30303 5678 8612 8611 8610 3289 9478 3671 57621 21027 22000 27036 17500 8888 1025 1026
      49152 49153 49154 2021 5093 30718 9034
    `,
  },
  {
    title: 'Voice, video and games',
    reason: 'Signalling, relays and game servers; the last amplify as well.',
    source: 'Rossow (Quake, Steam); documentation of Asterisk, coturn, Valve, Mojang, Epic',
    ports: `
      5061 3479 5349 2427 2727 4569 1719 5004 5005 16384 27015 19132 25565 27016 27960 26000 64738 9987 7777 3074 3659
      28960 2302 8767 12345 30120 34197 27005 27017 27018 27019 27020 15000 19133 8211 2456 2457 9876 1718 3480 3481
      5062 5070 8801 8802
    `,
  },
  {
    title: 'Routing, tunnelling fabric and clusters',
    reason: 'How networks, hypervisors and cluster members find each other.',
    source: 'IANA registry; documentation of FRR, VMware, Kubernetes networks, Consul, Serf, Corosync',
    ports: `
      179 521 646 3784 3785 4784 6081 4789 8472 8285 6784 7946 8301 8302 8600 4648 5404 5405 6343 2056 4739 9995 9996
      1985 2029 694 698 546 547 647 847 2152 2123 3386 3799 5246 5247 8805 320 319 1967 6635 12222 12223 902 8116 259
    `,
  },
  {
    title: 'Logs, metrics and management agents',
    reason: 'Receivers that take what anybody sends.',
    source: 'Documentation of rsyslog, StatsD, Graylog, collectd, Ganglia, Zabbix, Amanda',
    ports: `
      162 33848 8125 12201 25826 8649 24224 6514 1514 601 10080 5140 2003 8089 8094 9125 6831 6832 5775 1161 664 705
      199 1993 5632 5631 4899 6129 2967 38293 34555 1782 407 42 1512 2535
    `,
  },
  {
    title: 'Files, names and old services',
    reason: 'Rarely seen and seldom wanted: small servers, NFS helpers, early name services.',
    source: 'IANA registry; RFC 862–868; Shadowserver (chargen, qotd, portmapper)',
    ports: `
      2048 20048 4045 32768 32769 32770 32771 32772 32773 32774 635 892 662 665 875 135 139 445 517 518 512 513 11 21
      22 23 80 8080 43 49 70 79 105 107 118 434 497 593 626 631 853 989 990 784 8853 6346 6881 6969 4672 4665 4662
      1214 1029 1028 1027
    `,
  },
  {
    title: 'Industrial control and buildings',
    reason: 'Few, and never meant to be reachable. Fragile: found by their number, never spoken to by default.',
    source: 'CISA ICS advisories; ASHRAE 135 (BACnet); IANA registry',
    ports: `
      47808 47809 20000 44818 2222 502 34964 34962 34963 1628 1629 5094 9600 17185 2221 28784 5050 48898 55555 10110
      1541 4840 18246
    `,
  },
  {
    title: 'Backdoors and the ports of known malware',
    reason: 'An answer is worth a look, even though most are somebody’s odd choice.',
    source: 'Reports named at the catalogue entries; MITRE ATT&CK T1571 (non-standard port)',
    ports: '31337 31335 27444 35555 53413 32100 8000 39889 10067 10167 54321 1349 2140 3150 18753 20433 6883 ',
  },
]

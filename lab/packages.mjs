// Debian and Ubuntu packages that the lab's suites use. `npm test` installs the missing ones when it runs as root.
/** @type {readonly { readonly name: string, readonly why: string }[]} */
export const packages = [
  { name: 'iproute2', why: 'ip: network namespaces, links, routes; ss: what the inside view is held against' },
  { name: 'nftables', why: 'nft: dropped, rejected and lost packets' },
  { name: 'util-linux', why: 'setpriv: what the lab starts dies with it' },
  { name: 'tcpdump', why: 'what was really sent' },
  { name: 'nmap', why: 'reads our XML through its DTD; the rival that states are held against' },
  { name: 'ndiff', why: 'a real consumer of our nmap XML' },
  { name: 'python3-libnmap', why: 'another real consumer of our nmap XML' },
  { name: 'libxml2-utils', why: 'xmllint: validates our nmap XML against the DTD' },
]

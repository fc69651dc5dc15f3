/** Files that rules are loaded from at the start; null where this distribution has none, or they are not set up. */
export interface Persistence {
  readonly nftables: string | null
  readonly iptables: { readonly 4: string | null; readonly 6: string | null }
}

// nftables.service: debian/nftables.service and Arch's load /etc/nftables.conf, Fedora's and RHEL's /etc/sysconfig/nftables.conf,
// Alpine's /etc/init.d/nftables /etc/nftables.nft.
const nftablesFiles = ['/etc/nftables.conf', '/etc/sysconfig/nftables.conf', '/etc/nftables.nft'] as const
// netfilter-persistent (Debian): plugins 15-ip4tables and 25-ip6tables. iptables-services (Fedora, RHEL): /etc/sysconfig.
// Alpine's and Gentoo's /etc/init.d/iptables: /etc/iptables/rules-save, rules6-save. Arch's iptables.service: /etc/iptables/iptables.rules.
const iptablesFiles = {
  4: ['/etc/iptables/rules.v4', '/etc/sysconfig/iptables', '/etc/iptables/rules-save', '/etc/iptables/iptables.rules'],
  6: [
    '/etc/iptables/rules.v6',
    '/etc/sysconfig/ip6tables',
    '/etc/iptables/rules6-save',
    '/etc/iptables/ip6tables.rules',
  ],
} as const

/** @param exists whether there is such a file */
export function persistenceOf(exists: (path: string) => boolean): Persistence {
  const first = (paths: readonly string[]) => paths.find(exists) ?? null
  return { nftables: first(nftablesFiles), iptables: { 4: first(iptablesFiles[4]), 6: first(iptablesFiles[6]) } }
}

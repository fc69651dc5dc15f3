// The closed unions of the domain. They stand apart from the zod schemas so that code which only
// needs the words (the engines, the command line's start) does not load a validation library.

export const transports = ['tcp', 'udp'] as const
export type Transport = (typeof transports)[number]

/** What one vantage saw of one endpoint. The words are nmap's, so that nobody has to learn new ones. */
export const states = ['open', 'closed', 'filtered', 'unfiltered', 'open|filtered'] as const
export type State = (typeof states)[number]

/** Why a state was concluded: the one thing that came back (or did not). Never merged. */
export const reasons = [
  'syn-ack',
  'rst',
  'connected',
  'refused',
  'udp-reply',
  'icmp-port-unreachable',
  'icmp-host-unreachable',
  'icmp-net-unreachable',
  'icmp-protocol-unreachable',
  'icmp-admin-prohibited',
  'icmp-time-exceeded',
  'icmp-other',
  'no-response',
] as const
export type Reason = (typeof reasons)[number]

/** What a listening socket is bound to. `dual-stack` is one `[::]` socket that takes IPv4 as well. */
export const binds = ['loopback', 'interface', 'all', 'dual-stack'] as const
export type Bind = (typeof binds)[number]

/** Ordered from least to most worrying; `--fail-on` and sorting depend on the order. */
export const categories = ['normal', 'other', 'administrative', 'risky'] as const
export type Category = (typeof categories)[number]

export const exposures = [
  'exposed',
  'blocked',
  'local-only',
  'forwarded',
  'unexplained',
  'unused-rule',
  'unknown',
] as const
export type Exposure = (typeof exposures)[number]

/** What a firewall does with a packet. */
export const verdicts = ['accept', 'drop', 'reject', 'unknown'] as const
export type Verdict = (typeof verdicts)[number]

/** Who writes rules of a firewall. `nftables` and `iptables`: a person, or a program that is none of the others. */
export const ruleOwners = [
  'nftables',
  'iptables',
  'ufw',
  'firewalld',
  'docker',
  'podman',
  'kubernetes',
  'libvirt',
  'fail2ban',
  'crowdsec',
] as const
export type RuleOwner = (typeof ruleOwners)[number]

export const containerEngines = ['docker', 'podman', 'containerd', 'cri-o', 'lxc', 'systemd-nspawn', 'unknown'] as const
export type ContainerEngine = (typeof containerEngines)[number]

/** 0 for the least worrying category, 3 for the most. */
export function categoryRank(category: Category): number {
  return categories.indexOf(category)
}

/** Of the files that keep a scan (scan-state.ts). Raised with every change that older programs would misread. */
export const stateLayout = 3

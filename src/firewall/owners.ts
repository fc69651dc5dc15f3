import { formatAddress } from '../lib/address.ts'
import type { RuleOwner } from '../model/unions.ts'
import type { Place } from './judgement.ts'
import type { Chain, Rule, Ruleset, Table } from './ruleset.ts'

/** A line of a chain that ufw wrote for one of its rules. */
export interface UfwRule {
  /** As `ufw status numbered` has it. */
  readonly number: number
  /** As it is typed: `allow 22/tcp`. */
  readonly words: string
  readonly chain: string
  /** Of the line within its chain, from 1. */
  readonly position: number
}

/** Whose rule it is, or policy. */
export interface Ownership {
  readonly owner: RuleOwner
  /** In the words of its owner, where they are known; else as the program that lists it writes it; null: a policy. */
  readonly words: string | null
  /** The file, or the command, where it is changed. */
  readonly changedWith: string
}

/**
 * Who has written what is there: told by the names of tables and chains that programs make for themselves, and of the chains that are jumped to.
 * A rule of a chain that belongs to nobody is its own: `nftables` or `iptables`.
 * @param ufw the lines of its own files; none of them: its rules have no numbers
 */
export function ownershipOf(place: Place, ruleset: Ruleset, ufw: readonly UfwRule[] = []): Ownership {
  const table = ruleset.tables.find(({ family, name }) => family === place.family && name === place.table)
  const owner = ownerOf(place, table)
  if (owner === 'ufw') return ofUfw(place, table, ufw)
  const words = place.rule === null ? null : (wordsOf(owner, place.rule) ?? place.rule.text)
  return { owner, words, changedWith: changes[owner](place, table) }
}

/** Names of tables of nft. */
const tableOwners: readonly (readonly [RegExp, RuleOwner])[] = [
  [/^firewalld$/, 'firewalld'],
  [/^docker-bridges$/, 'docker'],
  [/^netavark$/, 'podman'],
  [/^kube-proxy$|^kube-network-policies$|^cilium|^calico/, 'kubernetes'],
  [/^libvirt_network$/, 'libvirt'],
  [/^f2b-table$|^fail2ban/, 'fail2ban'],
  [/^crowdsec/, 'crowdsec'],
]

/** Names of chains. */
const chainOwners: readonly (readonly [RegExp, RuleOwner])[] = [
  [/^ufw6?-/, 'ufw'],
  [/^DOCKER(?:-|$)/, 'docker'],
  [/^NETAVARK|^CNI-/, 'podman'],
  [/^KUBE-|^cali-|^CILIUM_|^OLD_CILIUM_|^FLANNEL-|^WEAVE-?/, 'kubernetes'],
  [/^LIBVIRT_/, 'libvirt'],
  [/^f2b-|^fail2ban-/, 'fail2ban'],
  [/^CROWDSEC/i, 'crowdsec'],
]

/** firewalld's, with iptables: others may call a chain of theirs so too, but have none of its `INPUT_ZONES`. */
const firewalldChain = /^(?:IN|FWDI|FWDO|FWD|PRE|POST|OUT)_|^[A-Z]+_(?:direct|ZONES)/

function ownerOfChain(name: string, table: Table | undefined): RuleOwner | undefined {
  const hasZones = table?.chains.has('INPUT_ZONES') === true || table?.chains.has('PREROUTING_ZONES') === true
  return byName(chainOwners, name) ?? (hasZones && firewalldChain.test(name) ? 'firewalld' : undefined)
}

const byName = (owners: readonly (readonly [RegExp, RuleOwner])[], name: string): RuleOwner | undefined =>
  owners.find(([pattern]) => pattern.test(name))?.[1]

function ownerOf({ chain, rule }: Place, table: Table | undefined): RuleOwner {
  const nobody = table?.tool === undefined ? 'nftables' : 'iptables'
  const owner = byName(tableOwners, table?.name ?? '') ?? ownerOfChain(chain, table)
  if (owner !== undefined) return owner
  if (rule !== null) return ownerOfRule(rule, table) ?? nobody
  // Who sends the packets of a chain to chains of its own has set its policy too; others only add to what is there.
  const rules = table?.chains.get(chain)?.rules ?? []
  const setters = rules
    .map((each) => ownerOfRule(each, table))
    .filter((each) => each === 'ufw' || each === 'firewalld' || each === 'docker')
  const setter = setters.find((each) => each !== 'docker') ?? (chain === 'FORWARD' ? setters[0] : undefined)
  return setter ?? nobody
}

function ownerOfRule({ steps, text }: Rule, table: Table | undefined): RuleOwner | undefined {
  const targets = steps.flatMap((step) => {
    if (step.kind === 'verdict') return 'chain' in step.verdict ? [step.verdict.chain] : []
    return step.kind === 'verdictMap'
      ? step.entries.flatMap(({ value }) => ('chain' in value ? [value.chain] : []))
      : []
  })
  const byTarget = targets.map((name) => ownerOfChain(name, table)).find((each) => each !== undefined)
  if (byTarget !== undefined) return byTarget
  // Docker's rules for its bridges stand in the chains of all; `crowdsec-blacklists` and `f2b-sshd` are sets.
  if (/(?:^|\s|")(?:docker0|br-[0-9a-f]{12})(?:$|\s|")/.test(text)) return 'docker'
  if (/--match-set crowdsec/.test(text)) return 'crowdsec'
  return /--match-set f2b-/.test(text) ? 'fail2ban' : undefined
}

function wordsOf(owner: RuleOwner, rule: Rule): string | null {
  const translation = rule.steps.find((step) => step.kind === 'translate')
  if (translation === undefined || translation.to === 'another source') return null
  if (owner !== 'docker' && owner !== 'podman') return null
  const { address, port } = translation.to
  if (typeof address !== 'bigint') return null
  const published = portOf(rule)
  const isIpv6 = rule.text.includes('[')
  const container = formatAddress(isIpv6 ? 6 : 4, address)
  const there = port === null ? container : isIpv6 ? `[${container}]:${port}` : `${container}:${port}`
  return published === null ? `published by way of ${there}` : `port ${published} is published: it leads to ${there}`
}

/** The one port that a rule asks for: `8080/tcp`. */
function portOf({ steps, text }: Rule): string | null {
  for (const step of steps) {
    if (step.kind !== 'match' || step.negated || !Array.isArray(step.key) || step.key.length !== 1) continue
    const field = String(step.key[0]?.field)
    const [place] = step.elements[0] ?? []
    if (!field.endsWith('dport') || step.elements.length !== 1 || !Array.isArray(place) || place[0] !== place[1])
      continue
    const transport = field.startsWith('th') ? (/\budp\b/.test(text) ? 'udp' : 'tcp') : field.slice(0, 3)
    return `${place[0]}/${transport}`
  }
  return null
}

function ofUfw(place: Place, table: Table | undefined, ufw: readonly UfwRule[]): Ownership {
  const { rule, chain } = place
  if (rule === null) return { owner: 'ufw', words: null, changedWith: defaultOfUfw(chain) }
  const own = ruleOfUfw(place, table?.chains.get(chain), ufw)
  if (own !== undefined)
    return { owner: 'ufw', words: `ufw rule ${own.number}: ${own.words}`, changedWith: `ufw delete ${own.number}` }
  return { owner: 'ufw', words: rule.text, changedWith: fileOfUfw(chain) }
}

/** Only where its files have as many lines for the chain as the kernel has rules: else they are not what is loaded. */
function ruleOfUfw({ rule }: Place, chain: Chain | undefined, ufw: readonly UfwRule[]): UfwRule | undefined {
  const lines = ufw.filter((each) => each.chain === chain?.name)
  if (chain === undefined || lines.length !== chain.rules.length) return undefined
  return lines.find(({ position }) => chain.rules[position - 1] === rule)
}

function defaultOfUfw(chain: string): string {
  const directions: Readonly<Record<string, string>> = { INPUT: 'incoming', FORWARD: 'routed', OUTPUT: 'outgoing' }
  const direction = Object.hasOwn(directions, chain) ? directions[chain] : undefined
  return direction === undefined ? '/etc/default/ufw' : `ufw default allow|deny|reject ${direction}`
}

function fileOfUfw(chain: string): string {
  const six = chain.startsWith('ufw6-') ? '6' : ''
  if (/^ufw6?-(?:before-(?!logging)|not-local)/.test(chain)) return `/etc/ufw/before${six}.rules`
  if (/^ufw6?-after-(?!logging)/.test(chain)) return `/etc/ufw/after${six}.rules`
  if (/^ufw6?-user-/.test(chain)) return `/etc/ufw/user${six}.rules`
  return chain.includes('logging') ? 'ufw logging on|off|low|medium|high|full' : '/etc/default/ufw'
}

type Changes = (place: Place, table: Table | undefined) => string

const changes: Readonly<Record<Exclude<RuleOwner, 'ufw'>, Changes>> = {
  nftables: ({ family, table, chain, rule }) =>
    rule === null
      ? `/etc/nftables.conf: the policy of chain ${chain}`
      : `nft delete rule ${family} ${table} ${chain} handle ${rule.handle}, and /etc/nftables.conf`,
  iptables: iptablesCommand,
  firewalld: ({ chain }) => {
    const [, zone] = /(?:IN|FWDI|FWDO|FWD|PRE|POST)_(\w+?)(?:_(?:allow|deny|log|pre|post))?$/.exec(chain) ?? []
    return zone === undefined ? 'firewall-cmd --permanent' : `firewall-cmd --permanent --zone=${zone}`
  },
  docker: (place, table) =>
    place.chain === 'DOCKER-USER' || place.rule === null
      ? iptablesCommand(place, table)
      : '`ports:` of its compose file, or `docker run --publish`',
  podman: () => '`ports:` of its compose file, or `podman run --publish`',
  kubernetes: () => 'kubectl edit: its Service, or its NetworkPolicy',
  libvirt: () => 'virsh net-edit',
  fail2ban: ({ chain }) => {
    const [, jail] = /^f2b-(?!chain$)(.+)$/.exec(chain) ?? []
    return jail === undefined ? 'fail2ban-client unban' : `fail2ban-client set ${jail} unbanip`
  },
  crowdsec: () => 'cscli decisions delete',
}

/** What undoes it: by its number where its words would mean something else to a shell. */
function iptablesCommand({ family, chain, rule, table: name }: Place, table: Table | undefined): string {
  if (table?.tool === undefined) return changes.nftables({ family, table: name, chain, rule }, table)
  const [plain = ''] = name.split(' ')
  const program = `${family === 'ip6' ? 'ip6tables' : 'iptables'}${table.tool === 'iptables-legacy' ? '-legacy' : ''}`
  const command = plain === 'filter' ? program : `${program} -t ${plain}`
  if (rule === null) return `${command} -P ${chain} ACCEPT|DROP`
  const number = (table.chains.get(chain)?.rules.indexOf(rule) ?? -1) + 1
  const isPlain = /^-A [\w "./:,=!@%+[\]-]*$/.test(rule.text)
  return isPlain ? `${command} ${rule.text.replace('-A', '-D')}` : `${command} -D ${chain} ${number}`
}

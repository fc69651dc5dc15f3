import { describe, expect, it } from 'vitest'
import { ownershipOf, type UfwRule } from './owners.ts'
import type { Chain, Rule, Ruleset, Step, Table, TableFamily } from './ruleset.ts'

let handle = 0
function rule(text: string, ...steps: Step[]): Rule {
  handle += 1
  return { handle, steps, tracks: [], text }
}

const jump = (chain: string): Step => ({ kind: 'verdict', verdict: { kind: 'jump', chain } })

interface Given {
  readonly family?: TableFamily
  readonly table?: string
  readonly tool?: NonNullable<Table['tool']> | null
  readonly chain?: string
  readonly others?: readonly string[]
}

/** The last of these rules is asked about; without any the policy is. */
function owned(
  rules: readonly Rule[],
  { family = 'ip', table = 'filter', tool = 'iptables-nft', chain = 'INPUT', others = [] }: Given = {},
  ufw: UfwRule[] = [],
) {
  const chains = new Map<string, Chain>([...others, chain].map((name) => [name, { name, base: null, rules: [] }]))
  chains.set(chain, { name: chain, base: null, rules })
  const ruleset: Ruleset = { tables: [{ family, name: table, chains, ...(tool === null ? {} : { tool }) }] }
  return (of: Rule | null = rules.at(-1) ?? null) => ownershipOf({ family, table, chain, rule: of }, ruleset, ufw)
}

const byNft = { family: 'inet', chain: 'input', tool: null } as const

describe('who has written a rule', () => {
  it.each<[string, string, Given]>([
    ['nftables', 'a table of nft', { ...byNft }],
    ['iptables', 'a table of iptables', {}],
    ['firewalld', 'a table of its own', { ...byNft, table: 'firewalld', chain: 'filter_IN_public_allow' }],
    ['firewalld', 'a chain of it', { chain: 'IN_public_allow', others: ['INPUT_ZONES'] }],
    ['iptables', 'a chain of that name', { chain: 'IN_public_allow' }],
    ['nftables', 'another such chain', { ...byNft, chain: 'IN_web' }],
    ['ufw', 'a chain of it', { chain: 'ufw6-before-input' }],
    ['docker', 'a chain of it', { chain: 'DOCKER-ISOLATION-STAGE-1' }],
    ['docker', 'a table of nft', { ...byNft, table: 'docker-bridges', chain: 'filter-FORWARD' }],
    ['podman', 'a chain of it', { chain: 'NETAVARK-1D8721804F16F' }],
    ['podman', 'a table of nft', { ...byNft, table: 'netavark', chain: 'INPUT' }],
    ['kubernetes', 'a chain of it', { chain: 'KUBE-SERVICES' }],
    ['kubernetes', 'a chain of Calico', { chain: 'cali-INPUT' }],
    ['libvirt', 'a chain of it', { chain: 'LIBVIRT_INP' }],
    ['fail2ban', 'a chain of it', { chain: 'f2b-sshd' }],
    ['crowdsec', 'a table of it', { ...byNft, table: 'crowdsec6', chain: 'crowdsec6-chain-input' }],
  ])('%s: %s', (owner, _, given) => {
    expect(owned([rule('text')], given)().owner).toBe(owner)
  })

  it('is told by where it sends packets to, and by what it names', () => {
    expect(owned([rule('-A INPUT -j ufw-before-input', jump('ufw-before-input'))])().owner).toBe('ufw')
    expect(owned([rule('-A FORWARD -i docker0 ! -o docker0 -j ACCEPT')])().owner).toBe('docker')
    expect(owned([rule('iifname "br-0123456789ab" accept')], byNft)().owner).toBe('docker')
    expect(owned([rule('-A INPUT -m set --match-set f2b-sshd src -j REJECT')])().owner).toBe('fail2ban')
    expect(owned([rule('-A INPUT -m set --match-set crowdsec-blacklists src -j DROP')])().owner).toBe('crowdsec')
  })
})

describe('a policy', () => {
  const toUfw = rule('-A INPUT -j ufw-before-input', jump('ufw-before-input'))
  const toDocker = rule('-A FORWARD -j DOCKER-USER', jump('DOCKER-USER'))

  it.each<[string, readonly Rule[], string, string, string]>([
    ['ufw', [toDocker, toUfw], 'INPUT', 'ufw', 'ufw default allow|deny|reject incoming'],
    ['Docker', [toDocker], 'FORWARD', 'docker', 'iptables -P FORWARD ACCEPT|DROP'],
    ['nobody', [rule('-A INPUT -j ACCEPT')], 'INPUT', 'iptables', 'iptables -P INPUT ACCEPT|DROP'],
  ])('of a chain of %s', (_, rules, chain, owner, changedWith) => {
    expect(owned(rules, { chain })(null)).toEqual({ owner, words: null, changedWith })
  })
})

describe('where it is changed', () => {
  it.each<[string, Given, string]>([
    ['-A INPUT -p tcp -j ACCEPT', {}, 'iptables -D INPUT -p tcp -j ACCEPT'],
    ['-A x -j DROP', { family: 'ip6', table: 'nat', chain: 'x' }, 'ip6tables -t nat -D x -j DROP'],
    [
      '-A x -j DROP',
      { table: 'mangle (legacy)', tool: 'iptables-legacy', chain: 'x' },
      'iptables-legacy -t mangle -D x -j DROP',
    ],
    ['-A INPUT -m comment --comment "$(reboot)" -j DROP', {}, 'iptables -D INPUT 2'],
    ['-A ufw-before-input -j DROP', { chain: 'ufw-before-input' }, '/etc/ufw/before.rules'],
    ['-A ufw6-after-input -j DROP', { family: 'ip6', chain: 'ufw6-after-input' }, '/etc/ufw/after6.rules'],
    ['-A ufw-logging-deny -j LOG', { chain: 'ufw-logging-deny' }, 'ufw logging on|off|low|medium|high|full'],
    ['text', { ...byNft, table: 'firewalld', chain: 'filter_IN_home_allow' }, 'firewall-cmd --permanent --zone=home'],
    ['text', { chain: 'f2b-sshd' }, 'fail2ban-client set sshd unbanip'],
    ['text', { chain: 'DOCKER' }, '`ports:` of its compose file, or `docker run --publish`'],
    ['-A DOCKER-USER -j DROP', { chain: 'DOCKER-USER' }, 'iptables -D DOCKER-USER -j DROP'],
  ])('%s %j', (text, given, changedWith) => {
    expect(owned([rule('first'), rule(text)], given)().changedWith).toBe(changedWith)
  })

  it('of nft', () => {
    const [first] = [rule('tcp dport 22 accept')]
    const expected = `nft delete rule inet filter input handle ${first!.handle}, and /etc/nftables.conf`
    expect(owned([first!], byNft)()).toMatchObject({ words: 'tcp dport 22 accept', changedWith: expected })
  })
})

describe('a rule of ufw', () => {
  const lines: UfwRule[] = [{ number: 3, words: 'deny from 10.0.0.9', chain: 'ufw-user-input', position: 1 }]
  const live = [rule('-A ufw-user-input -s 10.0.0.9/32 -j DROP')]

  it('has its words and its number', () => {
    expect(owned(live, { chain: 'ufw-user-input' }, lines)()).toEqual({
      owner: 'ufw',
      words: 'ufw rule 3: deny from 10.0.0.9',
      changedWith: 'ufw delete 3',
    })
  })

  it('has none where its files are not what is loaded', () => {
    expect(owned([...live, ...live], { chain: 'ufw-user-input' }, lines)()).toMatchObject({
      words: live[0]!.text,
      changedWith: '/etc/ufw/user.rules',
    })
  })
})

describe('a published port', () => {
  const asks = (port: bigint): Step => ({
    kind: 'match',
    key: [{ field: 'tcp dport' }],
    elements: [[[port, port]]],
    negated: false,
  })
  const leads = (address: bigint, port: number | null): Step => ({
    kind: 'translate',
    to: { address, port },
    family: null,
  })
  const chain = { table: 'nat', chain: 'DOCKER' }

  it.each<[string, Rule, string]>([
    [
      'IPv4',
      rule('-A DOCKER -j DNAT', asks(8080n), leads(0xac11_0002n, 80)),
      'port 8080/tcp is published: it leads to 172.17.0.2:80',
    ],
    [
      'IPv6',
      rule('--to-destination [fd17::2]:80', asks(8080n), leads((0xfd17n << 112n) | 2n, 80)),
      'port 8080/tcp is published: it leads to [fd17::2]:80',
    ],
    ['all ports', rule('-A DOCKER -j DNAT', leads(0xac11_0002n, null)), 'published by way of 172.17.0.2'],
  ])('%s', (_, published, words) => {
    expect(owned([published], chain)().words).toBe(words)
  })
})

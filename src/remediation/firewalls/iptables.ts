import type { Base, Table } from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import type { Step } from '../../model/change.ts'
import { type Closing, closing, type FirewallWriter, type Surroundings } from './closing.ts'
import { type ClosingRule, deviceOf, familiesOf, networkOf } from './closing-rule.ts'
import { modelOf, tableOf } from './rule-model.ts'

const programs = { 4: 'iptables', 6: 'ip6tables' } as const
const tableFamilies = { 4: 'ip', 6: 'ip6' } as const
const hooks = { INPUT: 'input', FORWARD: 'forward' } as const

/** The rule in one chain of one family: for everybody in INPUT, for what Docker publishes in DOCKER-USER. */
interface Piece {
  readonly family: Family
  readonly chain: 'INPUT' | 'DOCKER-USER' | 'FORWARD'
  /** Whether it asks for the port that a packet was sent to before it was translated. */
  readonly original: boolean
  readonly words: readonly string[]
}

export const iptables: FirewallWriter = (rule, surroundings) =>
  written(
    rule,
    familiesOf(rule).flatMap((family) => [
      // A translation may lead to another port of this machine as well.
      ...(rule.translated.includes(family)
        ? (['FORWARD', 'INPUT'] as const).map((chain) => translatedPiece(rule, family, chain, surroundings.mark))
        : []),
      inputPiece(rule, family, surroundings.mark),
    ]),
    surroundings,
  )

/**
 * Published ports are forwarded and never come to INPUT; by the time that DOCKER-USER is asked their destination is the container's, so the port is
 * that which the connection was made to (Docker's documentation, "Packet filtering and firewalls"). What its proxy takes, IPv6 above all, does come to INPUT.
 */
export const dockerUser: FirewallWriter = (rule, surroundings) => {
  const families = familiesOf(rule)
  const inDocker = families.filter((family) => surroundings.dockerUser.includes(family))
  const pieces = [
    ...inDocker.map((family) => translatedPiece(rule, family, 'DOCKER-USER', surroundings.mark)),
    ...families.map((family) => inputPiece(rule, family, surroundings.mark)),
  ]
  return written(rule, pieces, surroundings)
}

function inputPiece(rule: ClosingRule, family: Family, mark: string): Piece {
  const address = rule.address === null ? [] : ['-d', rule.address]
  const port = ['-p', rule.transport, '-m', rule.transport, '--dport', `${rule.port}`]
  const words = [...fromWords(rule, family), ...address, ...port, ...endWords(mark)]
  return { family, chain: 'INPUT', original: false, words }
}

function translatedPiece(rule: ClosingRule, family: Family, chain: Piece['chain'], mark: string): Piece {
  const address = rule.address === null ? [] : ['--ctorigdst', rule.address]
  // Without the state a container that asks another one for the same port, unpublished, would be kept out too.
  const state = ['--ctstate', 'DNAT', '--ctdir', 'ORIGINAL']
  const port = ['-p', rule.transport, '-m', 'conntrack', ...state, ...address, '--ctorigdstport', `${rule.port}`]
  return { family, chain, original: true, words: [...fromWords(rule, family), ...port, ...endWords(mark)] }
}

/** A rule may name one device only; what does not come in by `lo` is not from an own address either. */
function fromWords(rule: ClosingRule, family: Family): string[] {
  const network = networkOf(rule, family)
  const device = deviceOf(rule)
  const from = network === null ? [] : ['!', '-s', network]
  if (device === null) return ['!', '-i', 'lo', ...from]
  return ['!', '-i', device, ...from, '-m', 'addrtype', '!', '--src-type', 'LOCAL']
}

const endWords = (mark: string) => ['-m', 'comment', '--comment', mark, '-j', 'DROP']

function written(rule: ClosingRule, pieces: readonly Piece[], { persistence }: Surroundings): Closing {
  const families = [...new Set(pieces.map(({ family }) => family))]
  const kept = families.flatMap((family) => {
    const path = persistence.iptables[family]
    return path === null ? [] : [{ path, argv: [`${programs[family]}-save`] }]
  })
  const keep = kept.map(({ path, argv }): Step => ({ do: 'keep', path, argv }))
  return closing({
    rule,
    apply: pieces.map(({ family, chain, words }) => [programs[family], '-w', '-I', chain, '1', ...words]),
    undo: pieces.map(({ family, chain, words }) => ({
      argv: [programs[family], '-w', '-D', chain, ...words],
      onlyIf: [programs[family], '-w', '-C', chain, ...words],
    })),
    confirm: keep,
    unconfirm: keep,
    files: kept.map(({ path }) => path),
    toKeep: [],
    keepWords:
      kept.length === families.length
        ? `To keep them, --confirm writes the rules as they run to ${kept.map(({ path }) => path).join(' and ')}.`
        : 'Nothing here loads iptables rules at the start: with netfilter-persistent (Debian: iptables-persistent) --confirm would write them to its files.',
    tables: pieces.map((piece) => modelTable(rule, piece)),
  })
}

function modelTable(rule: ClosingRule, { family, chain, original, words }: Piece): Table {
  const base: Base | null =
    chain === 'DOCKER-USER' ? null : { hook: hooks[chain], type: 'filter', priority: 0, policy: 'accept', devices: [] }
  const model = modelOf(rule, family, `-A ${chain} ${words.join(' ')}`, original)
  return tableOf({ family: tableFamilies[family], table: 'filter', chain, base }, [model])
}

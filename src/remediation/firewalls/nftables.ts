import type { Rule } from '../../firewall/ruleset.ts'
import { closing, type FirewallWriter } from './closing.ts'
import { type ClosingRule, deviceOf, familiesOf, networkOf } from './closing-rule.ts'
import { modelOf, tableOf } from './rule-model.ts'

/** Before the chains of others at `filter` (0): what is dropped once is dropped, whatever they say. */
const priority = -10

/** A table of its own, so that taking it away is taking back all of it and nothing else. */
export const nftables: FirewallWriter = (rule, { mark, persistence }) => {
  const chains = hooksOf(rule).map((hook) => chainOf(rule, hook))
  const { nftables: file } = persistence
  return closing({
    rule,
    apply: [['nft', addWords(mark, chains)]],
    // Adding what is there already does nothing: so it goes, whether it is there or not, without a question that may fail.
    undo: [{ argv: ['nft', `add table inet ${mark}; delete table inet ${mark}`], onlyIf: null }],
    confirm: file === null ? [] : [{ do: 'block', path: file, name: mark, text: blockText(mark, chains) }],
    unconfirm: file === null ? [] : [{ do: 'unblock', path: file, name: mark }],
    files: file === null ? [] : [file],
    toKeep: [],
    keepWords:
      file === null
        ? 'Nothing here loads nftables rules at the start: put the rule into the file that you load yours from.'
        : `To keep it, --confirm adds it to ${file}, which nftables.service loads at the start where it is enabled.`,
    tables: chains.map(({ hook, models }) => {
      const base = { hook, type: 'filter', priority, policy: 'accept', devices: [] } as const
      return tableOf({ family: 'inet', table: mark, chain: hook, base }, models)
    }),
  })
}

type ClosingHook = 'input' | 'forward'

interface ClosingChain {
  readonly hook: ClosingHook
  readonly texts: readonly string[]
  readonly models: readonly Rule[]
}

const hooksOf = ({ translated }: ClosingRule): readonly ClosingHook[] => (translated ? ['input', 'forward'] : ['input'])
const headOf = (hook: ClosingHook) => `type filter hook ${hook} priority ${priority}; policy accept;`

function chainOf(rule: ClosingRule, hook: ClosingHook): ClosingChain {
  // A translation may lead to another port of this machine as well.
  const forms = hook === 'forward' ? [true] : rule.translated ? [false, true] : [false]
  const written = familiesOf(rule).flatMap((family) => forms.map((original) => writtenRule(rule, family, original)))
  return { hook, texts: written.map(({ text }) => text), models: written.map(({ model }) => model) }
}

function writtenRule(rule: ClosingRule, family: 4 | 6, original: boolean): { text: string; model: Rule } {
  const text = nftWords(rule, family, original)
  return { text, model: modelOf(rule, family, text, original) }
}

/** One transaction adds table, chains and rules; the words are one argument, as nft(8) reads it from a file. */
function addWords(table: string, chains: readonly ClosingChain[]): string {
  const parts = chains.flatMap(({ hook, texts }) => [
    `add chain inet ${table} ${hook} { ${headOf(hook)} }`,
    ...texts.map((text) => `add rule inet ${table} ${hook} ${text}`),
  ])
  return [`add table inet ${table}`, ...parts].join('; ')
}

function blockText(table: string, chains: readonly ClosingChain[]): string {
  const lines = chains.flatMap(({ hook, texts }) => [
    `\tchain ${hook} {`,
    ...[headOf(hook), ...texts].map((text) => `\t\t${text}`),
    '\t}',
  ])
  return [`table inet ${table} {`, ...lines, '}', ''].join('\n')
}

/** @param original whether it asks for the port and address that a packet was sent to before they were changed */
function nftWords(rule: ClosingRule, family: 4 | 6, original: boolean): string {
  const ip = family === 4 ? 'ip' : 'ip6'
  const network = networkOf(rule, family)
  const device = deviceOf(rule)
  const { address, transport, port } = rule
  const portWords = original
    ? `meta l4proto ${transport} ct status dnat ct direction original ct original proto-dst ${port}`
    : `${transport} dport ${port}`
  return [
    'iifname != "lo"',
    device === null ? null : `iifname != "${device}"`,
    `meta nfproto ${family === 4 ? 'ipv4' : 'ipv6'}`,
    network === null ? null : `${ip} saddr != ${network}`,
    address === null ? null : original ? `ct original ${ip} daddr ${address}` : `${ip} daddr ${address}`,
    portWords,
    'drop',
  ]
    .filter((word) => word !== null)
    .join(' ')
}

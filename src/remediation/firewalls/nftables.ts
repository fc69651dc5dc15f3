import { closing, type FirewallWriter } from './closing.ts'
import { type ClosingRule, deviceOf, familiesOf, networkOf } from './closing-rule.ts'
import { modelOf, tableOf } from './rule-model.ts'

/** Before the chains of others at `filter` (0): what is dropped once is dropped, whatever they say. */
const priority = -10

/** A table of its own, so that taking it away is taking back all of it and nothing else. */
export const nftables: FirewallWriter = (rule, { mark, persistence }) => {
  const table = mark
  const rules = familiesOf(rule).map((family) => ({ family, text: nftWords(rule, family) }))
  const block = [
    `table inet ${table} {`,
    '\tchain input {',
    `\t\ttype filter hook input priority ${priority}; policy accept;`,
    ...rules.map(({ text }) => `\t\t${text}`),
    '\t}',
    '}',
    '',
  ].join('\n')
  const base = { hook: 'input', type: 'filter', priority, policy: 'accept', devices: [] } as const
  const models = rules.map(({ family, text }) => modelOf(rule, family, text))
  const add = [
    `add table inet ${table}`,
    `add chain inet ${table} input { type filter hook input priority ${priority}; policy accept; }`,
    ...rules.map(({ text }) => `add rule inet ${table} input ${text}`),
  ].join('; ')
  const { nftables: file } = persistence
  return closing({
    rule,
    apply: [['nft', add]],
    undo: [{ argv: ['nft', `delete table inet ${table}`], onlyIf: ['nft', `list table inet ${table}`] }],
    confirm: file === null ? [] : [{ do: 'block', path: file, name: mark, text: block }],
    unconfirm: file === null ? [] : [{ do: 'unblock', path: file, name: mark }],
    files: file === null ? [] : [file],
    toKeep: [],
    keepWords:
      file === null
        ? 'Nothing here loads nftables rules at the start: put the rule into the file that you load yours from.'
        : `To keep it, --confirm adds it to ${file}, which nftables.service loads at the start where it is enabled.`,
    tables: [tableOf({ family: 'inet', table, chain: 'input', base }, models)],
  })
}

/** One transaction adds table, chain and rules; the words are one argument, as nft(8) reads it from a file. */
function nftWords(rule: ClosingRule, family: 4 | 6): string {
  const ip = family === 4 ? 'ip' : 'ip6'
  const network = networkOf(rule, family)
  const device = deviceOf(rule)
  return [
    'iifname != "lo"',
    device === null ? null : `iifname != "${device}"`,
    `meta nfproto ${family === 4 ? 'ipv4' : 'ipv6'}`,
    network === null ? null : `${ip} saddr != ${network}`,
    rule.address === null ? null : `${ip} daddr ${rule.address}`,
    `${rule.transport} dport ${rule.port}`,
    'drop',
  ]
    .filter((word) => word !== null)
    .join(' ')
}

import type { Rule } from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import { closing, type FirewallWriter } from './closing.ts'
import { type ClosingRule, deviceOf, familiesOf, networkOf } from './closing-rule.ts'
import { modelOf, tableOf } from './rule-model.ts'

/** Before the chains of others at `filter` (0): what is dropped once is dropped, whatever they say. */
const priority = -10

/** A table of its own, so that taking it away is taking back all of it and nothing else. */
export const nftables: FirewallWriter = (rule, { mark, persistence }) => {
  const chains = hooksOf(rule).map((hook) => chainOf(rule, hook))
  const { nftables: file } = persistence
  const written = closing({
    rule,
    apply: [['nft', tableWords(mark, chains)]],
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
  return { ...written, undo: [['nft', 'delete', 'table', 'inet', mark]] }
}

type ClosingHook = 'input' | 'forward'

interface ClosingChain {
  readonly hook: ClosingHook
  readonly texts: readonly string[]
  readonly models: readonly Rule[]
}

const hooksOf = ({ translated }: ClosingRule): readonly ClosingHook[] =>
  translated.length > 0 ? ['input', 'forward'] : ['input']
const headOf = (hook: ClosingHook) => `type filter hook ${hook} priority ${priority};`

function chainOf(rule: ClosingRule, hook: ClosingHook): ClosingChain {
  const all = familiesOf(rule)
  const translated = all.filter((family) => rule.translated.includes(family))
  // A translation may lead to another port of this machine as well.
  const written = [
    ...(hook === 'forward' ? [] : writtenRules(rule, all, false)),
    ...writtenRules(rule, translated, true),
  ]
  return { hook, texts: [...new Set(written.map(({ text }) => text))], models: written.map(({ model }) => model) }
}

/** One for each family; those of the same words are one rule. */
function writtenRules(
  rule: ClosingRule,
  families: readonly Family[],
  original: boolean,
): readonly { readonly text: string; readonly model: Rule }[] {
  const isOfBoth = families.length > 1 && families.every((family) => networkOf(rule, family) === null)
  return families.map((family) => {
    const text = nftWords(rule, family, { original, isOfBoth })
    return { text, model: modelOf(rule, family, text, original) }
  })
}

/** One transaction, as nft(8) reads it from a file, in one argument. */
function tableWords(table: string, chains: readonly ClosingChain[]): string {
  const parts = chains.map(
    ({ hook, texts }) => `chain ${hook} { ${headOf(hook)} ${texts.map((text) => `${text};`).join(' ')} };`,
  )
  return `table inet ${table} { ${parts.join(' ')} }`
}

function blockText(table: string, chains: readonly ClosingChain[]): string {
  const lines = chains.flatMap(({ hook, texts }) => [
    `\tchain ${hook} {`,
    ...[headOf(hook), ...texts].map((text) => `\t\t${text}`),
    '\t}',
  ])
  return [`table inet ${table} {`, ...lines, '}', ''].join('\n')
}

/**
 * @param original whether it asks for the port and address that a packet was sent to before they were changed
 * @param isOfBoth whether the rule of the other family has the same words
 */
function nftWords(
  rule: ClosingRule,
  family: Family,
  { original, isOfBoth }: { readonly original: boolean; readonly isOfBoth: boolean },
): string {
  const ip = family === 4 ? 'ip' : 'ip6'
  const network = networkOf(rule, family)
  const device = deviceOf(rule)
  const { address, transport, port } = rule
  const portWords = original
    ? `meta l4proto ${transport} ct status dnat ct direction original ct original proto-dst ${port}`
    : `${transport} dport ${port}`
  const isSaid = isOfBoth || network !== null || (address !== null && !original)
  return [
    'iifname != "lo"',
    device === null ? null : `iifname != "${device}"`,
    isSaid ? null : `meta nfproto ${family === 4 ? 'ipv4' : 'ipv6'}`,
    network === null ? null : `${ip} saddr != ${network}`,
    address === null ? null : original ? `ct original ${ip} daddr ${address}` : `${ip} daddr ${address}`,
    portWords,
    'drop',
  ]
    .filter((word) => word !== null)
    .join(' ')
}

import type { Table } from '../../firewall/ruleset.ts'
import { closing, type FirewallWriter } from './closing.ts'
import { type ClosingRule, deviceOf, familiesOf, networkFamily } from './closing-rule.ts'
import { admittanceOf, modelOf, tableOf } from './rule-model.ts'

// ufw(8): user.rules and user6.rules hold what was said by the command; before Debian 9 they were in /lib/ufw.
const files = ['/etc/ufw/user.rules', '/etc/ufw/user6.rules']
const chains = { 4: { family: 'ip', chain: 'ufw-user-input' }, 6: { family: 'ip6', chain: 'ufw6-user-input' } } as const

/** ufw(8) */
const actions = ['allow', 'deny', 'limit', 'reject'] as const

/** Where a person keeps them meanwhile. */
const aside = '/root'

/**
 * ufw keeps its rules at once. `prepend` comes before all others of the user; what /etc/ufw/before.rules lets through (loopback and connections that
 * are there already) is not stopped by it. A rule that differs by its action alone is taken for the same one and skipped (ufw 0.36, src/backend_iptables.py,
 * set_rule), so that it has to go first; and to have it back in its place, the files are put back.
 */
export const ufw: FirewallWriter = (rule, { mark }) => {
  // Each is put before those that are there, so that the exception comes first in the end.
  const spoken = [
    { action: 'deny', words: denied(rule) },
    ...allowed(rule).map((words) => ({ action: 'allow', words })),
  ]
  const apply = spoken.flatMap(({ action, words }) => [
    ...actions.map((each) => ['ufw', '--force', 'delete', each, ...words]),
    ['ufw', 'prepend', action, ...words, 'comment', mark],
  ])
  const written = closing({
    rule,
    apply,
    undo: [{ argv: ['ufw', 'reload'], onlyIf: null }],
    confirm: [],
    unconfirm: [],
    files,
    toKeep: [],
    keepWords: 'ufw keeps the rule at once: until --confirm a start of the machine puts its files back as they were.',
    tables: familiesOf(rule).map((family): Table => {
      const { family: tableFamily, chain } = chains[family]
      const closed = modelOf({ ...rule, except: null }, family, `ufw deny ${denied(rule).join(' ')}`)
      const admitted = allowed(rule).flatMap((words) => admittanceOf(rule, family, `ufw allow ${words.join(' ')}`))
      return tableOf({ family: tableFamily, table: 'filter', chain, base: null }, [...admitted, closed])
    }),
  })
  const { change, effect } = written.applied!
  const restored = files.map((path) => ({ do: 'restore', path }) as const)
  return {
    ...written,
    commands: [['cp', '--archive', ...files, aside], ...apply],
    undo: [
      ['cp', '--archive', ...files.map((file) => file.replace('/etc/ufw', aside)), '/etc/ufw'],
      ['ufw', 'reload'],
    ],
    applied: { change: { ...change, undo: [...restored, ...change.undo] }, effect },
  }
}

function denied(rule: ClosingRule): string[] {
  return ['in', 'proto', rule.transport, 'from', 'any', 'to', rule.address ?? 'any', 'port', `${rule.port}`]
}

function allowed(rule: ClosingRule): string[][] {
  const { transport, address, except, port } = rule
  const to = ['to', address ?? anyOf(rule), 'port', `${port}`]
  const device = deviceOf(rule)
  if (device !== null) return [['in', 'on', device, 'proto', transport, 'from', 'any', ...to]]
  if (except === null || !('network' in except)) return []
  return [['in', 'proto', transport, 'from', except.network, ...to]]
}

/** ufw refuses a rule whose two ends are of different families. */
function anyOf({ except }: ClosingRule): string {
  if (except === null || !('network' in except)) return 'any'
  return networkFamily(except.network) === 6 ? '::/0' : 'any'
}

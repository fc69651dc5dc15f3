import type { Closing, FirewallWriter } from './closing.ts'
import { type ClosingRule, deviceOf, familiesOf, networkOf } from './closing-rule.ts'

/** firewalld.richlanguage(5): a priority below 0 comes before ports and services of the zone (firewalld 0.7 and newer). */
const priority = -100

/** Written for a person: into the default zone, unless the device is bound to another. */
export const firewalld: FirewallWriter = (rule): Closing => {
  const rules = familiesOf(rule).map((family) => richRule(rule, family))
  return {
    commands: rules.map((words) => ['firewall-cmd', `--add-rich-rule=${words}`]),
    toKeep: rules.map((words) => ['firewall-cmd', '--permanent', `--add-rich-rule=${words}`]),
    keepWords: zoneWords(rule),
    undo: rules.flatMap((words) => [
      ['firewall-cmd', `--remove-rich-rule=${words}`],
      ['firewall-cmd', '--permanent', `--remove-rich-rule=${words}`],
    ]),
    applied: null,
  }
}

function richRule(rule: ClosingRule, family: 4 | 6): string {
  const network = networkOf(rule, family)
  return [
    `rule priority="${priority}" family="ipv${family}"`,
    network === null ? null : `source NOT address="${network}"`,
    rule.address === null ? null : `destination address="${rule.address}"`,
    `port port="${rule.port}" protocol="${rule.transport}"`,
    'drop',
  ]
    .filter((words) => words !== null)
    .join(' ')
}

function zoneWords(rule: ClosingRule): string {
  const device = deviceOf(rule)
  const where =
    'The rule is that of the default zone; for a device of another zone add --zone=…, as firewall-cmd --get-active-zones lists them.'
  if (device === null) return where
  return `${where} Put ${device} into a zone of its own first, or it is kept out as well.`
}

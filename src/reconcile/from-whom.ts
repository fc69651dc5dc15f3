import { groupBy } from '../lib/group-by.ts'
import type { FirewallAnswer, FirewallRule } from '../model/firewall-answer.ts'
import { ruleText } from '../model/rule-text.ts'
import type { Verdict } from '../model/unions.ts'

const verdictWords: Readonly<Record<Verdict, string>> = {
  accept: 'yes',
  drop: 'no',
  reject: 'no, rejected',
  unknown: 'cannot be told',
}

/** `from everywhere: no (policy of inet filter input); but from 203.0.113.7: yes (…)` */
export function fromWhom(all: readonly FirewallAnswer[]): string {
  const answers = widestFirst(all)
  const classes = answers.filter(({ exceptFor }) => !exceptFor).length
  return [...groupBy(answers, ({ exceptFor, ...answer }) => `${exceptFor} ${outcomeText(answer)}`).values()]
    .map((alike) => {
      const [{ exceptFor }, sources] = [alike[0]!, alike.map(({ from }) => from)]
      const isAll = !exceptFor && classes > 1 && sources.length === classes && sources[0]!.startsWith(widest)
      return `${exceptFor ? 'but ' : ''}from ${isAll ? 'everywhere' : listed(sources)}: ${outcomeText(alike[0]!)}`
    })
    .join('; ')
}

const widest = 'anywhere'

/** Networks come before what is beyond them; people want to know of the Internet first. */
function widestFirst(answers: readonly FirewallAnswer[]): readonly FirewallAnswer[] {
  const rank = ({ from, exceptFor }: FirewallAnswer) => Number(exceptFor) * 2 + Number(!from.startsWith(widest))
  return [...answers].sort((a, b) => rank(a) - rank(b))
}

function outcomeText(answer: Omit<FirewallAnswer, 'exceptFor'>): string {
  const because = reasonOf(answer)
  const { verdict, leadsTo, limited } = answer
  const led = leadsTo === null ? verdictWords[verdict] : `led to ${endpointText(leadsTo)}`
  const word = verdict === 'accept' ? `${led}${limited ? ', limited' : ''}` : verdictWords[verdict]
  return because === null ? word : `${word} (${because})`
}

/** What leads a packet elsewhere matters more than what lets it through there. */
function reasonOf({ verdict, leadsTo, reason, trail, decidedBy }: Omit<FirewallAnswer, 'exceptFor'>): string | null {
  if (reason !== null) return reason
  const translation = leadsTo === null ? undefined : trail.find(({ effect }) => effect === 'destination changed')
  const decisive = verdict === 'accept' ? (translation ?? decidedBy) : decidedBy
  if (decisive !== null) return ruleText(callerOf(decisive, trail) ?? decisive)
  return verdict === 'accept' ? 'no rule stops it' : null
}

/** ufw lets in who keeps to a limit in a chain that all its limits have in common: the line that leads there is the one that a person wrote. */
function callerOf({ chain }: FirewallRule, trail: readonly FirewallRule[]): FirewallRule | undefined {
  return /^ufw6?-user-limit/.test(chain) ? trail.findLast(({ effect }) => effect === `jump ${chain}`) : undefined
}

/** RFC 3986 §3.2.2 */
function endpointText({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

import { escapeTerminal } from '../../lib/escape.ts'
import { shellWord } from '../../local/linux/as-root.ts'
import type { Edit } from '../../remediation/plan.ts'
import type { RankedPlan } from '../../remediation/plans.ts'
import type { Opening, Situation } from '../../remediation/situation.ts'

const indentation = '     '

/** The choices for people. */
export function plansText(situation: Situation, plans: readonly RankedPlan[]): string {
  if (!isThere(situation)) return `${nobodyText(situation)}\n`
  if (plans.length === 0) return `${headText(situation)}\nNothing is known here that would close it.\n`
  return `${[headText(situation), ...plans.map(planText)].join('\n\n')}\n`
}

/** Whether there is something to close: somebody who listens, or a rule that was made for the port. */
export function isThere({ listener, published, openings }: Situation): boolean {
  return listener !== null || published !== null || (openings ?? []).some(isMade)
}

/** What no rule keeps out is not let in by a rule either. */
const isMade = ({ rule, leadsTo }: Opening) => rule !== null || leadsTo !== null

function nobodyText({ endpoint, openings }: Situation): string {
  const rules =
    openings === null
      ? 'the firewall was not read, so that whether a rule lets packets through to it cannot be told'
      : 'no rule opens it'
  return escapeTerminal(`nobody listens on ${endpointText(endpoint)}, and ${rules}`)
}

function openingText({ endpoint, openings }: Situation): string {
  const { from, rule, leadsTo } = (openings ?? []).find(isMade)!
  const where =
    leadsTo === null
      ? 'lets packets through to it all the same'
      : `leads it to ${endpointText({ ...leadsTo, transport: endpoint.transport })}`
  const whose = rule === null ? 'a rule' : `the rule "${rule}"`
  return escapeTerminal(
    `nobody listens on ${endpointText(endpoint)}, but ${whose} ${where} (from ${from}). Ways to close it:`,
  )
}

function headText(situation: Situation): string {
  const { endpoint, listener, published } = situation
  if (listener === null && published === null) return openingText(situation)
  if (listener?.bind === 'loopback')
    return escapeTerminal(
      `${endpointText(endpoint)} is reached from this machine only: ${listener.process ?? 'its process'} listens on loopback`,
    )
  const holder =
    listener?.process ?? (published === null ? 'a process that cannot be seen' : `container ${published.container}`)
  return escapeTerminal(`${endpointText(endpoint)} is served by ${holder}. Ways to close it, the best first:`)
}

function endpointText({ address, port, transport }: Situation['endpoint']): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${transport}`
}

function planText(plan: RankedPlan): string {
  const { rank, id, title, why, edits, commands, toKeep, consequences, undo, applied } = plan
  return [
    escapeTerminal(`${String(rank).padStart(2)}. ${title}  [${id}]`),
    `${indentation}${escapeTerminal(why)}`,
    ...edits.flatMap(editLines),
    ...block('run', commands.map(quoted)),
    ...block('to keep it beyond the next start', toKeep.map(quoted)),
    ...block('what stops working', consequences),
    ...block('to undo', [...edits.map(({ file }) => `put ${file} back as it was`), ...undo.map(quoted)]),
    ...(applied === null ? [] : [`${indentation}portreeve can do it: --apply ${id}`]),
  ].join('\n')
}

function block(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`${indentation}${heading}:`, ...lines.map((line) => `${indentation}  ${escapeTerminal(line)}`)]
}

function editLines({ file, diff }: Edit): string[] {
  if (diff.length === 0)
    return [
      `${indentation}${escapeTerminal(`${file} needs no change: it says so already, or it is said elsewhere (in another file, on the command line)`)}`,
    ]
  return [
    `${indentation}change ${escapeTerminal(file)}:`,
    ...diff.map((line) => `${indentation}  ${escapeTerminal(line)}`),
  ]
}

/** As a person types it: the words of a program, each quoted for the shell where it needs it. */
function quoted(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ')
}

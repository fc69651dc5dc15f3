import { escapeTerminal } from '../../lib/escape.ts'
import { shellWord } from '../../local/linux/as-root.ts'
import type { Edit } from '../../remediation/plan.ts'
import type { RankedPlan } from '../../remediation/plans.ts'
import type { Situation } from '../../remediation/situation.ts'
import { situationText } from './situation-text.ts'

const indentation = '     '

/** The choices for people. */
export function plansText(situation: Situation, plans: readonly RankedPlan[]): string {
  const told = plans.map((plan) => {
    const first = plans.find(({ alike }) => alike !== undefined && alike === plan.alike)
    return first === undefined || first === plan ? planText(plan) : shortText(plan, first)
  })
  return `${[situationText(situation, plans.length > 0), ...told].join('\n\n')}\n`
}

function planText(plan: RankedPlan): string {
  const { id, why, edits, commands, toKeep, consequences, undo, applied } = plan
  const changed = edits.filter(({ diff }) => diff.length > 0)
  return [
    titleText(plan),
    ...wrapped(why).map((line) => `${indentation}${line}`),
    ...edits.flatMap(editLines),
    ...block('run', commands.map(quoted)),
    ...block('to keep it beyond the next start', toKeep.map(quoted)),
    ...block('what stops working', consequences),
    ...block('to undo', [...changed.map(({ file }) => `put ${file} back as it was`), ...undo.map(quoted)]),
    ...(applied === null ? [] : [`${indentation}portreeve can do it: --apply ${id}`]),
  ].join('\n')
}

/** A plan like one that was shown before. */
function shortText(plan: RankedPlan, first: RankedPlan): string {
  const { id, applied, cuts, consequences } = plan
  const all =
    applied === null ? '-f json has its commands' : `--apply ${id} --dry-run shows it, -f json has its commands`
  const cut = cuts.length === 0 ? [] : block('what stops working', consequences.slice(0, 1))
  return [titleText(plan), `${indentation}as ${first.rank}; ${all}`, ...cut].join('\n')
}

function titleText({ rank, title, id }: RankedPlan): string {
  return escapeTerminal(`${String(rank).padStart(2)}. ${title}  [${id}]`)
}

function block(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`${indentation}${heading}:`, ...lines.map((line) => `${indentation}  ${escapeTerminal(line)}`)]
}

function editLines({ file, diff, note }: Edit): string[] {
  const change = diff.length === 0 ? [] : [`change ${file}:`, ...diff.map((line) => `  ${line}`)]
  return [...change, ...(note === undefined ? [] : [note])].map((line) => `${indentation}${escapeTerminal(line)}`)
}

/** Longer lines are hard to read. */
const widest = 110

function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of escapeTerminal(text).split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= widest) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** As a person types it: the words of a program, each quoted for the shell where it needs it. */
function quoted(argv: readonly string[]): string {
  // Between blanks no shell makes anything of it.
  return argv.map((word) => (word === '!' ? word : shellWord(word))).join(' ')
}

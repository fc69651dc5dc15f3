import type { Table } from '../../firewall/ruleset.ts'
import type { Change, Step } from '../../model/change.ts'
import type { Persistence } from '../persistence.ts'
import type { Effect } from '../plan.ts'
import type { ClosingRule } from './closing-rule.ts'

type Words = readonly string[]

/** What a writer needs to know besides the rule. */
export interface Surroundings {
  /** Of this plan alone: a table, a comment. */
  readonly mark: string
  readonly persistence: Persistence
  readonly dockerUser: readonly (4 | 6)[]
}

/** Rules written for one tool. `applied` null: by hand only. */
export interface Closing {
  readonly commands: readonly Words[]
  readonly toKeep: readonly Words[]
  readonly keepWords: string
  readonly undo: readonly Words[]
  readonly applied: { readonly change: Change; readonly effect: Effect } | null
}

export type FirewallWriter = (rule: ClosingRule, surroundings: Surroundings) => Closing

/** Words that a tool is called with to take something back, if it is still there. */
export interface UndoWords {
  readonly argv: Words
  readonly onlyIf: Words | null
}

export function closing(made: {
  readonly rule: ClosingRule
  readonly apply: readonly Words[]
  readonly undo: readonly UndoWords[]
  readonly confirm: readonly Step[]
  readonly unconfirm: readonly Step[]
  readonly files: readonly string[]
  readonly toKeep: readonly Words[]
  readonly keepWords: string
  readonly tables: readonly Table[]
}): Closing {
  const { rule, apply, undo, confirm, unconfirm, files, toKeep, keepWords, tables } = made
  const change: Change = {
    apply: apply.map((argv) => run(argv)),
    undo: undo.map(({ argv, onlyIf }) => run(argv, onlyIf)),
    confirm: [...confirm],
    unconfirm: [...unconfirm],
    files: [...files],
  }
  return {
    commands: apply,
    toKeep,
    keepWords,
    undo: undo.map(({ argv }) => argv),
    applied: { change, effect: { kind: 'rules', rule, tables } },
  }
}

export const run = (argv: Words, onlyIf: Words | null = null): Step => ({
  do: 'run',
  argv: [...argv],
  onlyIf: onlyIf === null ? null : [...onlyIf],
})

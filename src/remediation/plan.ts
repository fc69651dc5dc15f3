import type { Table } from '../firewall/ruleset.ts'
import type { Change } from '../model/change.ts'
import type { ClosingRule } from './firewalls/closing-rule.ts'

/** A change of a text file; where it could not be read, the lines that it has to have alone. */
export interface Edit {
  readonly file: string
  /** Unified, without the head. */
  readonly diff: readonly string[]
  /** What is to be known of the file. */
  readonly note?: string
}

/** What a change does to who reaches what. */
export type Effect =
  /** Rules that come before all others of their chain; chains that are not there are made. */
  | { readonly kind: 'rules'; readonly rule: ClosingRule; readonly tables: readonly Table[] }
  /** The listener goes away, with all else that these units serve, or is at these addresses only from then on. */
  | { readonly kind: 'listener'; readonly staysAt: readonly string[]; readonly units: readonly string[] }

/** One way to close a port. */
export interface Plan {
  /** Unique among the plans for an endpoint, and the same each time: what `--apply` takes. */
  readonly id: string
  readonly title: string
  /** Why one would, and what to know before. */
  readonly why: string
  readonly edits: readonly Edit[]
  /** For a person to run, after the edits. */
  readonly commands: readonly (readonly string[])[]
  /** What it makes of the machine for good, beyond the next start. */
  readonly toKeep: readonly (readonly string[])[]
  /** What stops working. */
  readonly consequences: readonly string[]
  readonly undo: readonly (readonly string[])[]
  /** Null: by hand only. */
  readonly applied: { readonly change: Change; readonly effect: Effect } | null
  /** Left out: there is none like it. Of plans with the same word, which differ in one thing, people read the first. */
  readonly alike?: string
  /** Addresses of who is connected now and would not be any more. */
  readonly cuts: readonly string[]
}

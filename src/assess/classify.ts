import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { portName } from '../knowledge/lookup.ts'
import type { Category } from '../model/unions.ts'
import { type Basis, type Decision, type Evidence, rules } from './rules.ts'

export type { Basis, Evidence } from './rules.ts'

export interface Classification {
  readonly category: Category
  /** Never empty, and says what it rests on. May quote a peer or a process: escape it where it is shown. */
  readonly reason: string
  readonly basis: Basis
  /** What the catalogue says about it; null when it says nothing. */
  readonly entry: CatalogueEntry | null
  /** One line for a risky or administrative port, null for any other. */
  readonly advice: string | null
  /** What the port number is usually used for, whatever speaks there. */
  readonly name: string | null
}

/** Says which of the four categories an endpoint belongs to, and why. Any evidence gets an answer; never throws. */
export function classify(evidence: Evidence): Classification {
  const decision = withBind(decide(evidence), evidence)
  return { ...decision, advice: adviceFor(decision), name: portName(evidence.transport, evidence.port) }
}

function decide(evidence: Evidence): Decision {
  for (const rule of rules) {
    const decision = rule.decide(evidence)
    if (decision !== null) return decision
  }
  return { category: 'other', reason: 'no known use', basis: 'range', entry: null }
}

/** Who listens on loopback only is reached by this machine alone, so that what is risky elsewhere is not here. */
function withBind(decision: Decision, { bind }: Evidence): Decision {
  const { entry, category } = decision
  if (bind !== 'loopback' || category !== 'risky' || entry === null) return decision
  return { category: 'normal', reason: `${entry.name} is risky; bound to loopback`, basis: 'bind', entry }
}

const genericAdvice = 'Close it, bind it to loopback, or let the firewall admit only who needs it.'

function adviceFor({ category, entry }: Decision): string | null {
  if (category !== 'risky' && category !== 'administrative') return null
  return entry?.advice ?? genericAdvice
}

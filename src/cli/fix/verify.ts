import { OperationError, UsageError } from '../../lib/errors.ts'
import type { ChangeFolder } from '../../local/changes/change-folder.ts'
import type { Endpoint, Look, Looks } from '../../model/change.ts'
import { lookFromAll, looksIn } from '../../prepare/looks.ts'
import { aboutChange, lastLooks, type Proof, proofsOf } from '../../remediation/verification.ts'
import { exitCodes } from '../command.ts'
import { print } from '../print.ts'
import { complain } from '../terminal.ts'
import { chosen } from './changes.ts'
import { proofText } from './proofs-text.ts'
import { areThere, type Vantages } from './vantages.ts'

/**
 * Looks from elsewhere whether a change has closed what it was to close.
 * @param word its id; true: the last that is in force
 */
export async function verifyChange(word: string | true, vantages: Vantages): Promise<number> {
  if (!areThere(vantages)) throw new UsageError('--verify from where? Give --from user@host or --outside FILE')
  const folder = chosen(word, isMade)
  if (!isMade(folder))
    throw new OperationError(
      `change ${folder.id} is ${folder.progress()?.stage ?? 'not made'}: there is nothing to verify`,
    )
  const { code, proofs } = await verify(folder, vantages)
  const isProven = proofs.some(({ result }) => result === 'closed' || result === 'let in')
  return code === exitCodes.done && !isProven ? exitCodes.unfinished : code
}

/** Looks from elsewhere at what was changed, keeps what was seen and says what it proves. */
export async function verify(
  folder: ChangeFolder,
  { from, outside }: Vantages,
  signal?: AbortSignal,
): Promise<{ readonly code: number; readonly proofs: readonly Proof[] }> {
  const { endpoint, madeAt } = folder.kept()
  const kept = folder.looks() ?? nothingSeen(endpoint)
  const files = await looksIn(outside, endpoint, kept.addresses)
  const { looks, failures } = await lookFromAll(from, endpoint, kept.addresses, signal)
  if (!isMade(folder))
    throw new OperationError(`change ${folder.id} was taken back meanwhile: what was seen says nothing of it`)
  const { before, after, undated } = aboutChange([...files, ...looks], kept.changedAt ?? madeAt)
  sayUseless(before, undated)
  const since = { ...kept, before: lastLooks(kept.before, before), after: lastLooks(kept.after, after) }
  folder.keepLooks(since)
  const proofs = proofsOf({ ...since, after }).filter(isNew(kept, after))
  const unprinted = await print(textOf(proofs, endpoint, kept.mayCome, folder.id))
  for (const failure of failures) complain(failure)
  return { code: unprinted || codeOf(proofs, failures), proofs }
}

const nothingSeen = ({ address }: Endpoint): Looks => ({
  ...{ addresses: [address], mayCome: null, changedAt: null, before: [], after: [] },
})

/** Whether it is in force. */
export function isMade(folder: ChangeFolder): boolean {
  const stage = folder.progress()?.stage
  return stage === 'applied' || stage === 'confirming' || stage === 'confirmed'
}

function sayUseless(before: readonly Look[], undated: readonly Look[]): void {
  const names = (looks: readonly Look[]) => [...new Set(looks.map(({ vantage }) => vantage))]
  for (const name of names(before)) complain(`note: ${name} is older than the change: it tells how it was before`)
  for (const name of names(undated)) complain(`note: ${name} does not say when it was made, and proves nothing`)
}

/** Who looked now, and who has not looked since it was changed. */
function isNew({ after: earlier }: Looks, now: readonly Look[]): (proof: Proof) => boolean {
  const has = (looks: readonly Look[], name: string) => looks.some(({ vantage }) => vantage === name)
  return ({ vantage }) => has(now, vantage) || !has(earlier, vantage)
}

function textOf(proofs: readonly Proof[], endpoint: Endpoint, mayCome: string | null, id: string): string {
  const lines = proofs.map((proof) => proofText(proof, endpoint, mayCome))
  const open = proofs.find(({ result }) => result === 'open')
  if (open !== undefined)
    lines.push(
      `Something else lets it in. Take the change back (portreeve fix --undo ${id}), and look with portreeve check which rule does.`,
    )
  return lines.map((line) => `${line}\n`).join('')
}

function codeOf(proofs: readonly Proof[], failures: readonly string[]): number {
  if (proofs.some(({ result }) => result === 'open')) return exitCodes.negative
  return failures.length > 0 ? exitCodes.unfinished : exitCodes.done
}

import { OperationError } from '../../lib/errors.ts'
import { ChangeFolder } from '../../local/changes/change-folder.ts'
import { asRootCommand } from '../../local/linux/as-root.ts'
import type { Endpoint } from '../../model/change.ts'
import { judgedNow, prepareFix } from '../../prepare/fix.ts'
import { exitCodes } from '../command.ts'
import { print } from '../print.ts'
import { complain } from '../terminal.ts'
import { dryRunText } from './dry-run-text.ts'
import { evaluatedText, isStillOpen } from './evaluated-text.ts'
import { seenText } from './proofs-text.ts'
import { areThere, lookBefore, type Vantages } from './vantages.ts'
import { verify } from './verify.ts'

export interface ApplyFlags {
  readonly force: boolean
  /** Seconds. */
  readonly confirmWithin: number
  readonly dryRun: boolean
}

/** Does a plan, so that it is taken back unless somebody confirms it. */
export async function applyPlan(
  endpoint: Endpoint,
  plan: string,
  vantages: Vantages,
  { force, confirmWithin, dryRun }: ApplyFlags,
): Promise<number> {
  if (process.geteuid?.() !== 0) throw new OperationError(`this needs root: ${asRootCommand()}`)
  const prepared = await prepareFix(endpoint, plan, confirmWithin)
  const { change, notes, seenBy } = prepared
  for (const note of notes) complain(`note: ${note}`)
  const failed = await print(dryRunText(prepared))
  if (failed) return failed
  const cut = prepared.dryRun.sessions.find(({ cutBy }) => cutBy !== null)
  if (cut !== undefined && !force && !dryRun)
    throw new OperationError(
      `refused: it would cut the SSH session of ${cut.address} (${cut.cutBy}); --force does it all the same`,
    )
  const before = await lookBefore(vantages, endpoint, seenBy.addresses)
  if (areThere(vantages)) await print(seenText(before, endpoint))
  if (dryRun) return exitCodes.done
  const { makeChange } = await import('../../local/changes/make-change.ts')
  await makeChange(change, { ...seenBy, changedAt: null, before: [...before], after: [] })
  const { effect } = prepared.plan.applied!
  const judged = await judgedNow(endpoint, effect)
  const evaluated = `${evaluatedText(judged, effect)}${areThere(vantages) ? '' : unverified}.`
  const unprinted = await print(appliedText(change.id, confirmWithin, evaluated))
  const code = unprinted || (isStillOpen(judged, effect) ? exitCodes.negative : exitCodes.done)
  if (unprinted || !areThere(vantages)) return code
  // What files say is told already: they are older than the change.
  const now = { from: vantages.from, outside: [] }
  const found = await verify(new ChangeFolder(change.id), now, AbortSignal.timeout(confirmWithin * 1000))
  return found.code || code
}

const unverified = ', not verified: that takes a probe from another machine (portreeve fix --verify --from user@host)'

function appliedText(id: string, confirmWithin: number, judged: string): string {
  return `\nDone, for now: it is taken back in ${confirmWithin} seconds, or at a start of the machine, unless you say
  portreeve fix --confirm ${id}
${judged}\n`
}

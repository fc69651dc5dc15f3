import { OperationError } from '../../lib/errors.ts'
import { asRootCommand } from '../../local/linux/as-root.ts'
import type { Endpoint } from '../../model/change.ts'
import { judgedNow, type PreparedFix, prepareFix } from '../../prepare/fix.ts'
import { exitCodes } from '../command.ts'
import { print } from '../print.ts'
import { complain } from '../terminal.ts'
import { dryRunText } from './dry-run-text.ts'

/** Does a plan, so that it is taken back unless somebody confirms it. */
export async function applyPlan(
  endpoint: Endpoint,
  plan: string,
  { force, confirmWithin, dryRun }: { force: boolean; confirmWithin: number; dryRun: boolean },
): Promise<number> {
  if (process.geteuid?.() !== 0) throw new OperationError(`this needs root: ${asRootCommand()}`)
  const prepared = await prepareFix(endpoint, plan, confirmWithin)
  const { change, notes } = prepared
  for (const note of notes) complain(`note: ${note}`)
  const failed = await print(dryRunText(prepared))
  const cut = prepared.dryRun.sessions.find(({ cutBy }) => cutBy !== null)
  if (failed || dryRun) return failed
  if (cut !== undefined && !force)
    throw new OperationError(
      `refused: it would cut the SSH session of ${cut.address} (${cut.cutBy}); --force does it all the same`,
    )
  const { makeChange } = await import('../../local/changes/make-change.ts')
  await makeChange(change)
  const judged = await evaluation(endpoint, prepared)
  return (await print(appliedText(change.id, confirmWithin, judged))) || exitCodes.done
}

/** What can be said of the port now, from this side. */
async function evaluation(endpoint: Endpoint, { plan }: PreparedFix): Promise<string> {
  const isVerified = 'not verified: that takes a probe from another machine.'
  const judged = await judgedNow(endpoint, plan.applied!.effect)
  if (judged === null)
    return `Neither evaluated, as the rules could not be read, nor verified: that takes a probe from another machine.`
  const unsure = judged.filter(({ verdict }) => verdict === 'unknown')
  const open = judged.filter(({ verdict }) => verdict === 'accept')
  const isRestricted = plan.applied?.effect.kind === 'rules' && plan.applied.effect.rule.except !== null
  if (open.length > 0 && !isRestricted) return `Evaluated STILL OPEN from ${list(open)}; ${isVerified}`
  if (unsure.length > 0)
    return `It cannot be told by the rules whether it is closed from ${list(unsure)}; ${isVerified}`
  return open.length > 0 ? `Evaluated open from ${list(open)} only, ${isVerified}` : `Evaluated closed, ${isVerified}`
}

const list = (found: readonly { readonly from: string }[]) => [...new Set(found.map(({ from }) => from))].join(' and ')

function appliedText(id: string, confirmWithin: number, judged: string): string {
  return `\nDone, for now: it is taken back in ${confirmWithin} seconds, or at a start of the machine, unless you say
  portreeve fix --confirm ${id}
${judged}\n`
}

import { OperationError } from '../../lib/errors.ts'
import { asRootCommand } from '../../local/linux/as-root.ts'
import type { Endpoint } from '../../model/change.ts'
import { prepareFix } from '../../prepare/fix.ts'
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
  return (await print(appliedText(change.id, confirmWithin))) || exitCodes.done
}

function appliedText(id: string, confirmWithin: number): string {
  return `\nDone, for now: it is taken back in ${confirmWithin} seconds, or at a start of the machine, unless you say
  portreeve fix --confirm ${id}
Evaluated closed, not verified: that takes a probe from another machine.\n`
}

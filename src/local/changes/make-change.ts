import { OperationError } from '../../lib/errors.ts'
import type { KeptChange, Looks } from '../../model/change.ts'
import { alone } from './alone.ts'
import { armBootHook, disarmBootHook } from './boot-hook.ts'
import { allChanges, ChangeFolder, isPending } from './change-folder.ts'
import { rollBackAlone } from './roll-back.ts'
import { listRules } from './rules-now.ts'
import { keepAfter, restorer, saveFiles } from './saved-files.ts'
import { doStep } from './steps.ts'
import { armTimer } from './timer.ts'

type Planned = Omit<KeptChange, 'saved' | 'madeAt'>

/**
 * Changes the running state: backup first, then what would take it back after a start of the machine, then what takes it back unless it is confirmed, then the change.
 * @param looks what was seen from elsewhere by then
 * @throws OperationError when a part of it could not be done; what was changed by then is taken back
 */
export async function makeChange(planned: Planned, looks: Looks): Promise<void> {
  await alone(async () => {
    const pending = allChanges().find(isPending)
    if (pending !== undefined)
      throw new OperationError(
        `change ${pending.id} waits to be confirmed: portreeve fix --confirm ${pending.id}, or --undo ${pending.id}`,
      )
    const folder = ChangeFolder.create(planned.id)
    try {
      await apply(folder, planned, looks)
    } catch (error) {
      const back = await rollBackAlone(folder, 'asked')
      if (folder.progress() === null) disarmBootHook()
      throw new OperationError(
        `${(error as Error).message} (${back.done === 'failed' ? `taking it back failed: ${back.notes.join('; ')}` : 'nothing is left of the change'})`,
      )
    }
  })
}

async function apply(folder: ChangeFolder, planned: Planned, looks: Looks): Promise<void> {
  folder.write('before.txt', await listRules())
  const saved = saveFiles(folder, planned.change.files)
  folder.keep({ ...planned, saved, madeAt: new Date().toISOString() })
  folder.keepLooks(looks)
  await armBootHook()
  folder.setStage('armed')
  await armTimer(planned.id, planned.confirmWithin)
  for (const step of planned.change.apply) await doStep(step, restorer(folder, saved))
  keepAfter(folder, saved)
  folder.write('after.txt', await listRules())
  folder.keepLooks({ ...looks, changedAt: new Date().toISOString() })
  folder.setStage('applied')
}

/**
 * Makes a change last.
 * @throws OperationError when it is not waiting to be confirmed, or cannot be kept: it is then taken back at its deadline
 */
export async function confirmChange(folder: ChangeFolder): Promise<KeptChange> {
  return alone(async () => {
    const progress = folder.progress()
    if (progress?.stage !== 'applied' && progress?.stage !== 'confirming')
      throw new OperationError(
        `change ${folder.id} is ${progress?.stage ?? 'not made'}${progress === null ? '' : ` (${progress.notes.join('; ')})`}: there is nothing to confirm`,
      )
    folder.setStage('confirming')
    const kept = folder.kept()
    for (const step of kept.change.confirm) await doStep(step, restorer(folder, kept.saved))
    folder.setStage('confirmed')
    if (!allChanges().some(isPending)) disarmBootHook()
    return kept
  })
}

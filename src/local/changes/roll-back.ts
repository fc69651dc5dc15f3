import { setTimeout as pause } from 'node:timers/promises'
import type { KeptChange, SavedFile, Step } from '../../model/change.ts'
import { disarmBootHook } from './boot-hook.ts'
import { allChanges, type ChangeFolder, isPending } from './change-folder.ts'
import { changedSince, restoreFiles, restorer } from './saved-files.ts'
import { doStep } from './steps.ts'

/** A step that fails is tried again: another program may have had a lock. */
const mostAttempts = 5
const retryAfter = 1000

/** Who takes a change back: nobody confirmed it in time, the machine started anew, or a person asked for it. */
export type Occasion = 'deadline' | 'boot' | 'asked'

const words: Readonly<Record<Occasion, string>> = {
  deadline: 'not confirmed in time',
  boot: 'the machine started anew before it was confirmed',
  asked: 'asked for',
}

type Restore = (path: string) => void

/** What has come of it; `confirmed`: it is left as it is. */
export type RolledBack =
  | { readonly done: 'rolled-back' | 'nothing' | 'confirmed' }
  | { readonly done: 'failed'; readonly notes: readonly string[] }

/** Takes a change back, once: who comes second finds that it was done. What was begun and broken off is gone through again. */
export async function rollBack(folder: ChangeFolder, occasion: Occasion): Promise<RolledBack> {
  return folder.locked(async () => {
    const stage = folder.progress()?.stage
    if (stage === undefined || stage === 'rolled-back') return { done: 'nothing' }
    if (stage === 'confirmed' && occasion !== 'asked') return { done: 'confirmed' }
    const kept = folder.kept()
    const wasConfirmed = stage === 'confirmed'
    const foreign = wasConfirmed ? changedSince(folder, restoredBy(kept)) : []
    if (foreign.length > 0)
      return {
        done: 'failed',
        notes: [`${foreign.join(' and ')} was changed since; as it was, it is in ${folder.path}`],
      }
    if (!wasConfirmed) folder.setStage('rolling-back', [words[occasion]])
    const wasKept = wasConfirmed || stage === 'confirming' || stage === 'rolling-back'
    const failures = await takeBack(folder, kept, occasion, wasKept)
    if (failures.length > 0) {
      // What is not confirmed is tried again at the next start of the machine, and its files are right by then.
      if (!wasConfirmed) restoreFiles(folder, kept.saved)
      folder.setStage(wasConfirmed ? 'confirmed' : 'rolling-back', [words[occasion], ...failures])
      return { done: 'failed', notes: failures }
    }
    folder.setStage('rolled-back', [words[occasion]])
    if (!allChanges().some(isPending)) disarmBootHook()
    return { done: 'rolled-back' }
  })
}

function restoredBy({ change, saved }: KeptChange): readonly SavedFile[] {
  return saved.filter(({ path }) => change.undo.some((step) => step.do === 'restore' && step.path === path))
}

async function takeBack(
  folder: ChangeFolder,
  { change, saved }: KeptChange,
  occasion: Occasion,
  wasKept: boolean,
): Promise<string[]> {
  const restore = restorer(folder, saved)
  if (occasion === 'boot') {
    // Nothing of what ran runs any more; where rules were loaded already, they are taken out as far as that goes.
    for (const step of change.undo) await attempt(atBoot(step), 1, restore)
    restoreFiles(folder, saved)
    const others = change.unconfirm.filter(({ do: what }) => what === 'run' || what === 'remove')
    return attemptAll(others, restore)
  }
  const failures = await attemptAll(change.undo, restore)
  return wasKept ? [...failures, ...(await attemptAll(change.unconfirm, restore))] : failures
}

/** While the machine starts, who waits for a unit waits for itself. */
function atBoot(step: Step): Step {
  if (step.do !== 'run' || step.argv[0] !== 'systemctl') return step
  return { ...step, argv: ['systemctl', '--no-block', ...step.argv.slice(1)] }
}

async function attemptAll(steps: readonly Step[], restore: Restore): Promise<string[]> {
  const failures: string[] = []
  for (const step of steps) {
    const failure = await attempt(step, mostAttempts, restore)
    if (failure !== null) failures.push(failure)
  }
  return failures
}

/** Null: it was done. */
async function attempt(step: Step, attempts: number, restore: Restore): Promise<string | null> {
  for (let left = attempts; ; left--) {
    try {
      await doStep(step, restore)
      return null
    } catch (error) {
      if (left <= 1) return (error as Error).message
    }
    await pause(retryAfter)
  }
}

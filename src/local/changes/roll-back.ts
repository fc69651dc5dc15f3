import { setTimeout as pause } from 'node:timers/promises'
import type { KeptChange, Progress, SavedFile, Step } from '../../model/change.ts'
import { alone } from './alone.ts'
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
export function rollBack(folder: ChangeFolder, occasion: Occasion): Promise<RolledBack> {
  return alone(() => rollBackAlone(folder, occasion))
}

/** The same, for who is alone at it already. */
export async function rollBackAlone(folder: ChangeFolder, occasion: Occasion): Promise<RolledBack> {
  const stage = folder.progress()?.stage
  if (stage === undefined || stage === 'rolled-back') return { done: 'nothing' }
  if (stage === 'confirmed') return occasion === 'asked' ? takeBackConfirmed(folder) : { done: 'confirmed' }
  record(folder, 'rolling-back', [words[occasion]])
  const failures = await takeBack(folder, occasion, stage)
  return ended(folder, 'rolling-back', [words[occasion]], failures)
}

async function takeBackConfirmed(folder: ChangeFolder): Promise<RolledBack> {
  const kept = folder.kept()
  const foreign = changedSince(folder, restoredBy(kept))
  if (foreign.length > 0)
    return {
      done: 'failed',
      notes: [`${foreign.join(' and ')} was changed since; as it was, it is in ${folder.path}`],
    }
  const { undo, unconfirm } = kept.change
  const failures = await attemptAll([...undo, ...unconfirm], mostAttempts, restorer(folder, kept.saved))
  return ended(folder, 'confirmed', [words.asked], failures)
}

function restoredBy({ change, saved }: KeptChange): readonly SavedFile[] {
  return saved.filter(({ path }) => change.undo.some((step) => step.do === 'restore' && step.path === path))
}

/** @returns what failed */
async function takeBack(folder: ChangeFolder, occasion: Occasion, stage: Progress['stage']): Promise<string[]> {
  const { change, saved } = folder.kept()
  const restore = restorer(folder, saved)
  const isBoot = occasion === 'boot'
  const undone = await attemptAll(isBoot ? change.undo.map(atBoot) : change.undo, isBoot ? 1 : mostAttempts, restore)
  const wasKept = isBoot || stage === 'confirming' || stage === 'rolling-back'
  const others = change.unconfirm.filter(({ do: what }) => what === 'run' || what === 'remove')
  return [
    // Nothing of what ran runs any more after a start; where rules were loaded already, they are taken out as far as that goes.
    ...(isBoot ? [] : undone),
    ...(wasKept ? putBack(folder, saved) : []),
    ...(wasKept ? await attemptAll(others, mostAttempts, restore) : []),
  ]
}

/** Whatever the steps of confirming made of them. */
function putBack(folder: ChangeFolder, saved: readonly SavedFile[]): string[] {
  try {
    restoreFiles(folder, saved)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

/** While the machine starts, who waits for a unit waits for itself. */
function atBoot(step: Step): Step {
  if (step.do !== 'run' || step.argv[0] !== 'systemctl') return step
  return { ...step, argv: ['systemctl', '--no-block', ...step.argv.slice(1)] }
}

/** @param otherwise how far it is when it failed */
function ended(
  folder: ChangeFolder,
  otherwise: Progress['stage'],
  why: readonly string[],
  failures: readonly string[],
): RolledBack {
  const unwritten = record(folder, failures.length === 0 ? 'rolled-back' : otherwise, [...why, ...failures])
  const notes = [...failures, ...unwritten]
  if (notes.length > 0) return { done: 'failed', notes }
  if (!allChanges().some(isPending)) disarmBootHook()
  return { done: 'rolled-back' }
}

/** A disk that is full does not keep anything from being taken back. @returns what failed */
function record(folder: ChangeFolder, stage: Progress['stage'], notes: readonly string[]): string[] {
  try {
    folder.setStage(stage, notes)
    return []
  } catch (error) {
    return [`how far it is could not be written down: ${(error as Error).message}`]
  }
}

/** @returns what failed */
async function attemptAll(steps: readonly Step[], attempts: number, restore: Restore): Promise<string[]> {
  const failures: string[] = []
  for (const step of steps) {
    const failure = await attempt(step, attempts, restore)
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

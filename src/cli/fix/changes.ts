import { setTimeout as pause } from 'node:timers/promises'
import { OperationError, UsageError } from '../../lib/errors.ts'
import { escapeTerminal } from '../../lib/escape.ts'
import { allChanges, ChangeFolder, isPending } from '../../local/changes/change-folder.ts'
import { isChangeId } from '../../local/changes/change-id.ts'
import { asRootCommand } from '../../local/linux/as-root.ts'
import { exitCodes } from '../command.ts'
import { print } from '../print.ts'
import { complain } from '../terminal.ts'
import { provenText } from './proofs-text.ts'

/** Milliseconds between two tries to take a change back, and about a day of them. */
const longestPause = 60_000
const mostTries = 1440

/** Keeps a change that waits. @param word its id; true: the one that waits */
export async function confirm(word: string | true): Promise<number> {
  const folder = chosen(word, isPending)
  const { confirmChange } = await import('../../local/changes/make-change.ts')
  const { title, change } = await confirmChange(folder)
  const written = change.confirm.flatMap((step) => ('path' in step ? [step.path] : []))
  const isKept = change.confirm.length > 0 || change.files.length > 0
  const where =
    written.length > 0
      ? `, and kept in ${written.join(' and ')}`
      : isKept
        ? ''
        : '; nothing here keeps it beyond the next start of the machine'
  return print(escapeTerminal(`confirmed: ${title}${where}`).concat('\n'))
}

/** Takes a change back. @param word its id; true: the last that was not taken back yet */
export async function undo(word: string | true): Promise<number> {
  const folder = chosen(word, (each) => each.progress() !== null && each.progress()?.stage !== 'rolled-back')
  const { rollBack } = await import('../../local/changes/roll-back.ts')
  const back = await rollBack(folder, 'asked')
  if (back.done === 'failed')
    throw new OperationError(`change ${folder.id} was not taken back whole: ${back.notes.join('; ')}`)
  const { title } = folder.kept()
  return print(
    `${escapeTerminal(back.done === 'nothing' ? `it was taken back before: ${title}` : `taken back: ${title}`)}\n`,
  )
}

/** Every change that was made here. */
export async function list(): Promise<number> {
  needRoot()
  const lines = allChanges().map((folder) => {
    const progress = folder.progress()
    if (progress === null) return `${folder.id}  nothing was changed`
    const { title, plan, endpoint } = folder.kept()
    const notes = progress.notes.length === 0 ? '' : ` (${progress.notes.join('; ')})`
    return `${folder.id}  ${progress.stage}${provenText(folder.looks())}${notes}  ${endpoint.address} port ${endpoint.port}/${endpoint.transport}, ${plan}: ${title}`
  })
  return print(lines.length === 0 ? 'no change was made here\n' : `${lines.map(escapeTerminal).join('\n')}\n`)
}

/** @param word its id; true: the last that fits */
export function chosen(word: string | true, fits: (folder: ChangeFolder) => boolean): ChangeFolder {
  needRoot()
  if (word !== true && !isChangeId(word))
    throw new UsageError(`${JSON.stringify(word.slice(0, 60))} is no change; write it as portreeve fix --list shows it`)
  const found = word === true ? allChanges().filter(fits).at(-1) : new ChangeFolder(word)
  if (found === undefined)
    throw new OperationError('there is no change that it could be; portreeve fix --list shows them')
  return found
}

function needRoot(): void {
  if (process.geteuid?.() !== 0) throw new OperationError(`this needs root: ${asRootCommand()}`)
}

/** What the timer runs: waits, if it is to, and takes the change back unless it was confirmed. */
export async function atDeadline(id: string, seconds: number | null): Promise<number> {
  if (!isChangeId(id)) throw new UsageError(`${JSON.stringify(id)} is no change`)
  // All that it needs is there before it says that it waits: by then the files of this program may have been replaced.
  const { rollBack } = await import('../../local/changes/roll-back.ts')
  if (seconds !== null) await (await import('../../local/changes/wait-for-deadline.ts')).waitForDeadline(seconds)
  const folder = new ChangeFolder(id)
  // What stands in the way may go away: a disk that is full, want of memory, somebody else who is at it for minutes.
  for (let tries = 0; tries < mostTries && folder.isThere(); tries++) {
    const back = await rollBack(folder, 'deadline').catch(() => null)
    if (back !== null && back.done !== 'failed') return exitCodes.done
    await pause(Math.min(1000 * 2 ** tries, longestPause))
  }
  return exitCodes.unfinished
}

/** What the start of the machine runs. */
export async function atBoot(): Promise<number> {
  const [{ rollBack }, { disarmBootHook }] = await Promise.all([
    import('../../local/changes/roll-back.ts'),
    import('../../local/changes/boot-hook.ts'),
  ])
  let isWhole = true
  for (const folder of allChanges()) {
    // One that cannot be read does not keep the others from being taken back.
    const back = await rollBack(folder, 'boot').catch((error: Error) => ({
      done: 'failed' as const,
      notes: [error.message],
    }))
    if (back.done !== 'failed') continue
    complain(`change ${folder.id}: ${back.notes.join('; ')}`)
    isWhole = false
  }
  if (!isWhole) return exitCodes.unfinished
  disarmBootHook()
  return exitCodes.done
}

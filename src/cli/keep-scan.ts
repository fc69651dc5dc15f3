import { resolve } from 'node:path'
import { workingDirectory } from '../config/load.ts'
import type { PreparedScan } from '../prepare/scan.ts'
import type { ReportHead } from '../report/types.ts'
import type { FolderJournal } from '../resume/folder-journal.ts'
import { version } from '../version.ts'
import type { ScanFlags } from './flags.ts'
import { complain } from './terminal.ts'

/** Keeps a scan on disk while it runs; undefined when its engine cannot go on anyway. */
export async function journalFor(
  { request }: PreparedScan,
  head: ReportHead<'scan'>,
  flags: ScanFlags,
): Promise<FolderJournal | undefined> {
  if (!request.engine.resumes) return undefined
  const { FolderJournal } = await import('../resume/folder-journal.ts')
  const directory = workingDirectory()
  // Before anybody else changes directory.
  const config = flags.config === undefined ? undefined : resolve(directory ?? '/', flags.config)
  const makeFolder = async () => {
    const { newScanFolder } = await import('../resume/new-folder.ts')
    return newScanFolder(
      {
        version,
        command: head.command,
        startedAt: head.startedAt,
        engine: 'raw',
        hostnames: [...request.hostnames],
        notes: [...request.notes],
        targets: [...(head.targets ?? [])],
        portSpecification: head.portSpecification,
        portCounts: head.counts,
        color: flags.color,
        ...(directory !== undefined && { directory }),
        ...(config !== undefined && { config }),
        ...(flags.format !== undefined && { format: flags.format }),
        ...(flags.output !== undefined && { output: [...flags.output] }),
        ...(flags.service !== undefined && { service: flags.service }),
        ...(flags.intensity !== undefined && { intensity: flags.intensity }),
        ...(flags.fragile && { fragile: flags.fragile }),
        ...(flags.ask !== undefined && { ask: [...flags.ask] }),
        ...(flags.failOn !== undefined && { failOn: flags.failOn }),
      },
      request.plan,
    )
  }
  return new FolderJournal({ makeFolder, onFailure: sayNotKept })
}

export function sayNotKept(error: unknown): void {
  complain(`the scan cannot be kept (${shortMessage(error)}): if it is interrupted, it cannot be resumed from here on`)
}

/** `ENOSPC: no space left on device`, without the call and the path that follow. */
export function shortMessage(error: unknown): string {
  const { message } = error as Error
  return message.replace(/, \w+(?: '[^']*'.*)?$/, '')
}

/** Forgets the scan, or keeps it and says how to go on, if it can be gone on with. */
export async function endJournal(journal: FolderJournal, keep: boolean, resumable: boolean): Promise<void> {
  try {
    const id = await journal.finish(keep)
    if (id !== null && resumable) complain(`to go on: portreeve scan --resume ${id}`)
  } catch (error) {
    complain(`what was kept of the scan could not be removed (${shortMessage(error)})`)
  }
}

import { JobControl } from '../confined/job-control.ts'
import { OperationError, UsageError } from '../lib/errors.ts'
import { escapeTerminal } from '../lib/escape.ts'
import { count, groupDigits } from '../lib/text.ts'
import type { KeptScan } from '../model/scan-state.ts'
import { engineToResume } from '../prepare/engine.ts'
import { identification } from '../prepare/identification.ts'
import { progressOf } from '../probe/checkpoint.ts'
import { FolderJournal } from '../resume/folder-journal.ts'
import { keptIds } from '../resume/kept-scans.ts'
import { type LoadedScan, loadScan } from '../resume/load.ts'
import { scansFolder } from '../resume/places.ts'
import type { CommandContext } from './command.ts'
import { sayNotKept, shortMessage } from './keep-scan.ts'
import { print } from './print.ts'
import { refuseOutOfScope } from './resumed-scope.ts'
import { reportScan } from './run-scan.ts'
import { sayFragile } from './say-fragile.ts'
import { sayLogins } from './say-logins.ts'

/** `scan --resume <id>`: goes on with it as if nothing had been. `color`: what this terminal may show. */
export async function resumeScan(id: string, color: boolean, context: CommandContext): Promise<number> {
  const loaded = await loadScan(scansFolder(), id)
  const { scan, plan, savedAt } = loaded
  enter(scan)
  await refuseOutOfScope(id, scan, plan)
  const jobControl = new JobControl()
  const engine = await engineToResume(plan.technique, jobControl)
  const journal = new FolderJournal({
    interrupted: loaded,
    makeFolder: () => Promise.resolve(loaded.folder),
    onFailure: sayNotKept,
  })
  await opened(journal, loaded)
  await sayLogins(scan.ask)
  const notes = [...scan.notes, `interrupted after ${savedAt} and gone on with at ${new Date().toISOString()}`]
  const { targets, portSpecification, portCounts, startedAt, command, version } = scan
  return reportScan(
    {
      request: {
        engine,
        plan,
        hostnames: new Map(scan.hostnames),
        notes,
        startedAt: new Date(startedAt),
        identify: identification(scan, plan.pace, { onFragile: sayFragile, confined: jobControl }),
      },
      head: { kind: 'scan', version, command, targets, startedAt, portSpecification, counts: portCounts },
      journal,
    },
    outputFlags(scan, color),
    context,
  )
}

async function opened(journal: FolderJournal, { folder }: LoadedScan): Promise<void> {
  try {
    await journal.open()
  } catch (error) {
    throw new OperationError(`what follows cannot be kept in ${folder.path} (${shortMessage(error)}); nothing was sent`)
  }
}

/** Paths of -o are those of where it was begun. */
function enter({ directory, output = [] }: KeptScan): void {
  if (output.length === 0) return
  try {
    if (directory !== undefined) process.chdir(directory)
  } catch {
    throw new UsageError(`the scan writes into ${JSON.stringify(directory)}, which is not there any more`)
  }
}

function outputFlags({ format, output, color: colorThen, failOn }: KeptScan, colorNow: boolean) {
  return {
    color: colorThen && colorNow,
    ...(format !== undefined && { format }),
    ...(output !== undefined && { output }),
    ...(failOn !== undefined && { failOn }),
  }
}

/** `scan --resume`: what there is. */
export async function listScans(): Promise<number> {
  const scans = scansFolder()
  const lines: string[] = []
  for (const id of keptIds(scans)) lines.push(await lineOf(scans, id))
  if (lines.length === 0) return print('no scan was interrupted\n')
  return print(lines.map((line) => `${escapeTerminal(line)}\n`).join(''))
}

async function lineOf(scans: string, id: string): Promise<string> {
  try {
    const loaded = await loadScan(scans, id)
    loaded.folder.close()
    return `${id}  ${howFar(loaded)}`
  } catch (error) {
    if (error instanceof UsageError) return `${id}  ${error.message}`
    throw error
  }
}

function howFar({ scan, savedAt, former, states }: LoadedScan): string {
  const { done, total } = progressOf(former.parts)
  const percent = Math.floor((100 * done) / Math.max(1, total))
  const targets = scan.targets.slice(0, 3).join(' ') + (scan.targets.length > 3 ? ' …' : '')
  return `${savedAt.slice(0, 19)}Z  ${percent} % of ${groupDigits(total)}, ${count(states.results, 'result')}  ${targets}`
}

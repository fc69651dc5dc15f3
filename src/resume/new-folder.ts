import type { KeptScan } from '../model/scan-state.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { encodeScan, keepPlan } from './encode.ts'
import { ScanFolder } from './folder.ts'
import { pruneScans } from './kept-scans.ts'
import { fileNames, newId, scansFolder } from './places.ts'

/** A folder for a scan that has begun; those that nobody has come back for in a month go. @throws NodeJS.ErrnoException */
export async function newScanFolder(scan: Omit<KeptScan, 'layout' | 'plan'>, plan: ProbePlan): Promise<ScanFolder> {
  const scans = scansFolder()
  await pruneScans(scans)
  const folder = await ScanFolder.create(scans, newId(new Date(scan.startedAt)))
  await folder.orNothing(folder.replace(fileNames.scan, encodeScan({ ...scan, plan: keepPlan(plan) })))
  return folder
}

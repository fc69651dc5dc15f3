import { describe } from 'vitest'
import { labAvailable } from './available.ts'

/** A suite that needs the lab. Where none can be built its tests are skipped, and the reason is printed. */
export function labSuite(name: string, body: () => void): void {
  const lab = labAvailable()
  if (lab.ok) describe(name, body)
  else skippedSuite(name, lab.reason, body)
}

/** A suite whose tests cannot run here. The reporter reads the reason from the name. */
export function skippedSuite(name: string, reason: string, body: () => void): void {
  describe.skip(`${name} [skipped: ${reason}]`, body)
}

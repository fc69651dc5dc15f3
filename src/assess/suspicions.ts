import { backdoorPorts } from '../knowledge/backdoor-ports.ts'
import type { CheckRecord } from '../model/check-record.ts'

/** Where anybody may put a program, and where one that serves a machine is not installed. */
const oddFolders = /^\/(?:tmp|var\/tmp|dev\/shm|run\/user|home\/[^/]+|root)\//

/** Why a listener is worth a second look, one phrase each; none of them proves anything. */
export function suspicionsOf({
  transport,
  port,
  listener,
}: Pick<CheckRecord, 'transport' | 'port' | 'listener'>): string[] {
  if (listener === null) return []
  const { executable, executableFacts: facts } = listener
  const known = backdoorPorts.find((each) => each.transport === transport && each.port === port)
  const folder = executable === null ? null : oddFolders.exec(executable)
  const found = [
    facts?.deleted === true
      ? 'its executable is gone from the disk: replaced by an update and not restarted since, or removed'
      : null,
    folder === null ? null : `its executable lies in ${folder[0].slice(0, -1)}`,
    facts?.worldWritable === true ? 'everybody may write to its executable' : null,
    facts?.outsidePackage === true ? 'its executable belongs to no package' : null,
    known === undefined ? null : `the port is known from ${known.backdoor} (${known.source})`,
  ]
  return found.filter((each) => each !== null)
}

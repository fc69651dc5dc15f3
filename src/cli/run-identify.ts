import { JobControl } from '../confined/job-control.ts'
import type { Subject } from '../identify/ask/subject.ts'
import { identify } from '../pipeline.ts'
import { prepareIdentify } from '../prepare/identify.ts'
import { version } from '../version.ts'
import type { CommandContext } from './command.ts'
import type { IdentifyFlags } from './flags.ts'
import { reportRun } from './run-scan.ts'
import { sayFragile } from './say-fragile.ts'
import { sayLogins } from './say-logins.ts'

/** The identify command: prepare, ask, report in the formats of a scan. */
export async function runIdentify(
  words: readonly string[],
  flags: IdentifyFlags,
  context: CommandContext,
): Promise<number> {
  const options = {
    intensity: flags.intensity,
    fragile: flags.fragile,
    ask: flags.ask,
    family: flags[4] && !flags[6] ? 4 : flags[6] && !flags[4] ? 6 : undefined,
    pace: flags.polite && 'polite',
    rate: flags.rate,
    defaultExcludes: flags.defaultExcludes,
    config: flags.config,
    vantage: flags.vantage,
  } as const
  const how = { confined: new JobControl() }
  const { request, counts, portSpecification } = await prepareIdentify(words, options, how)
  await sayLogins(flags.ask)
  if (flags.fragile) await sayFragileAmong(request.subjects)
  const startedAt = new Date().toISOString()
  const head = {
    kind: 'scan',
    version,
    command: context.commandLine,
    targets: words,
    startedAt,
    technique: 'connect',
    portSpecification,
    counts,
  } as const
  return reportRun({ head, start: (signal) => identify(request, signal), what: 'identify' }, flags, context)
}

async function sayFragileAmong(subjects: readonly Subject[]): Promise<void> {
  const { isFragile } = await import('../knowledge/lookup.ts')
  const fragile = subjects.filter(({ transport, port }) => isFragile(transport, port) !== null)
  if (fragile.length > 0) sayFragile(fragile)
}

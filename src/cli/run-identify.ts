import { JobControl } from '../confined/job-control.ts'
import { identify } from '../pipeline.ts'
import { prepareIdentify } from '../prepare/identify.ts'
import { version } from '../version.ts'
import type { CommandContext } from './command.ts'
import type { IdentifyFlags } from './flags.ts'
import { reportRun } from './run-scan.ts'
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
    defaultExcludes: flags.defaultExcludes,
    config: flags.config,
    vantage: flags.vantage,
  } as const
  const how = { confined: new JobControl() }
  const { request, counts, portSpecification } = await prepareIdentify(words, options, how)
  await sayLogins(flags.ask)
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

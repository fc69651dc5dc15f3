import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { insideBench } from './inside.ts'
import type { StartUp } from './start-up.ts'

export interface Row {
  readonly scenario: string
  readonly about: string
  /** Time of ours at full speed against the fastest rival that missed nothing, at most. */
  readonly goal: number
  readonly pace: 'max' | 'default'
  readonly tool: string
  readonly command: string
  /** Median wall time from start to exit. */
  readonly seconds: number
  readonly megabytes: number | null
  readonly expected: number
  /** In its worst round. */
  readonly foundLeast: number
  /** Reported open and not so, in its worst round. */
  readonly wrongMost: number
  readonly rounds: number
  /** A round had to be ended because it took too long. */
  readonly failed: boolean
}

const startGoalMs = 30

const isOurs = ({ tool }: Row): boolean => tool === 'portreeve'
const missedNothing = ({ foundLeast, expected, wrongMost, failed }: Row): boolean =>
  foundLeast === expected && wrongMost === 0 && !failed

export interface Figures {
  /** Load average of the machine before it began. */
  readonly loadBefore: number
  readonly rows: readonly Row[]
  readonly start: StartUp
  /** Null when it was not asked for. */
  readonly inside: Awaited<ReturnType<typeof insideBench>> | null
}

/** The table that the benchmark prints and keeps. */
export function reportText({ rows, start, inside }: Figures): string {
  const groups = [...new Set(rows.map(({ scenario, pace }) => `${scenario}\n${pace}`))]
  const parts = groups.map((group) => groupText(rows.filter((row) => `${row.scenario}\n${row.pace}` === group)))
  return `${[...parts, ...insideText(inside), startText(start)].join('\n\n')}\n`
}

function insideText(inside: Figures['inside']): string[] {
  if (inside === null) return []
  if ('skipped' in inside) return [`Inside view: skipped, ${inside.skipped}.`]
  const { sockets, processes, ssMs, ourMs, jsonlMs, nodeMs, differenceMs, allowanceMs } = inside
  const reached = differenceMs <= allowanceMs ? '✓' : '— not reached'
  return [
    [
      `### \`portreeve ports\` beside \`ss -ltnup\`: ${sockets.toLocaleString('en')} sockets of ${processes.toLocaleString('en')} processes`,
      '',
      '| what | ms |',
      '| --- | --- |',
      `| ss -ltnup | ${ssMs.toFixed(0)} |`,
      `| portreeve ports | ${ourMs.toFixed(0)} |`,
      `| portreeve ports -f jsonl | ${jsonlMs.toFixed(0)} |`,
      `| a Node that does nothing | ${nodeMs.toFixed(0)} |`,
      '',
      `${differenceMs.toFixed(0)} ms more than ss (goal: at most ${allowanceMs}) ${reached}.`,
    ].join('\n'),
  ]
}

function startText(start: StartUp): string {
  const extra = start.versionMs - start.bareMs
  return `Start-up: \`--version\` ${start.versionMs.toFixed(0)} ms, bare Node ${start.bareMs.toFixed(0)} ms: ${extra.toFixed(0)} ms more (goal: at most ${startGoalMs}) ${extra <= startGoalMs ? '✓' : '— not reached'}.`
}

function groupText(rows: readonly Row[]): string {
  const first = rows[0]!
  const title = `### ${first.scenario} (${first.about}), ${first.pace === 'max' ? '`--rate max`' : 'default pace'}`
  const header = ['tool', 'seconds', 'against portreeve', 'found', 'wrong', 'memory']
  const ours = rows.find(isOurs)!
  const lines = rows.map((row) => [
    row.tool,
    `${row.seconds.toFixed(2)}${row.failed ? ' (ended)' : ''}`,
    isOurs(row) ? '' : `${(row.seconds / ours.seconds).toFixed(2)} ×`,
    `${row.foundLeast} of ${row.expected}`,
    String(row.wrongMost),
    row.megabytes === null ? '?' : `${row.megabytes.toFixed(0)} MB`,
  ])
  const table = [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`)
  return [title, '', ...table, '', verdict(rows, ours)].join('\n')
}

function verdict(rows: readonly Row[], ours: Row): string {
  const rivals = rows.filter((row) => !isOurs(row) && missedNothing(row)).sort((a, b) => a.seconds - b.seconds)
  const found = missedNothing(ours) ? 'nothing missed' : `**${ours.expected - ours.foundLeast} missed by us**`
  if (!rivals[0]) return `No rival found everything; ${found}.`
  const ratio = ours.seconds / rivals[0].seconds
  const against = `${ratio.toFixed(2)} × the time of ${rivals[0].tool}, the fastest rival that missed nothing; ${found}`
  if (ours.pace !== 'max') return `${against}.`
  const { goal } = ours
  return `${against} (goal: at most ${Number(goal.toFixed(2))} ×) ${ratio <= goal && missedNothing(ours) ? '✓' : '— not reached'}.`
}

/** Keeps the figures, with the machine they were taken on and the commands, in docs/benchmarks.md. */
export function writeReport(figures: Figures): void {
  const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))
  const commands = figures.rows
    .filter(({ pace }) => pace === 'max')
    .map(({ tool, command }) => `- ${tool}: \`${tidy(command)}\``)
  writeFileSync(
    file,
    [
      '# Benchmarks',
      '',
      'Written by `npm run bench`: every tool in turn, in the same run, in network namespaces of one machine; the median',
      'wall time of the whole process from start to exit, the worst round for what was found and for memory.',
      `Rounds: ${Math.max(...figures.rows.map(({ rounds }) => rounds))}.`,
      '',
      `Taken on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB,`,
      `Linux ${release()}, ${osName()}, Node ${process.version}. Load average of the five minutes before: ${figures.loadBefore.toFixed(1)}.`,
      '',
      reportText(figures),
      '## Commands at full speed',
      '',
      ...new Set(commands),
      '',
    ].join('\n'),
  )
}

/** Without the folders of the machine it ran on. */
function tidy(command: string): string {
  return command.replaceAll(/(^| )\/\S*\/([^/ ]+)/g, '$1$2')
}

function osName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown system'
  } catch {
    return 'unknown system'
  }
}

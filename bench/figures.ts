import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { BlackHoleFigures } from './black-hole.ts'
import type { InsideFigures } from './inside.ts'
import { reportText } from './report.ts'
import type { StartUp } from './start-up.ts'

/** One tool in one contest. */
export interface Row {
  readonly tool: string
  readonly command: string
  /** Median wall time from start to exit. */
  readonly seconds: number
  readonly megabytes: number | null
  /** In its worst round. */
  readonly foundLeast: number
  /** Reported open and not so, in its worst round. */
  readonly wrongMost: number
  readonly rounds: number
  /** A round had to be ended because it took too long. */
  readonly failed: boolean
}

/** When and where figures were taken. */
export interface Circumstances {
  /** ISO 8601, the day. */
  readonly day: string
  readonly machine: string
  /** Load average of the five minutes before. */
  readonly loadBefore: number
}

/** All tools at one scenario, at one pace. */
export interface Contest extends Circumstances {
  readonly scenario: string
  readonly about: string
  readonly pace: 'max' | 'default'
  /** Time of ours at full speed against the fastest rival that missed nothing, at most. */
  readonly goal: number
  /** The rival that the goal speaks of, whatever it missed. */
  readonly against?: string
  /** Longest time of ours that will do, in seconds. */
  readonly mostSeconds?: number
  /** Largest memory of ours that will do, in MB. */
  readonly mostMegabytes?: number
  /** Open endpoints. */
  readonly expected: number
  readonly rows: readonly Row[]
}

export interface Figures {
  readonly contests: readonly Contest[]
  readonly blackHole?: BlackHoleFigures & Circumstances
  readonly inside?: InsideFigures & Circumstances
  readonly start?: StartUp & Circumstances
}

const folder = new URL('../docs/', import.meta.url)
const figuresFile = fileURLToPath(new URL('benchmarks.json', folder))
const reportFile = fileURLToPath(new URL('benchmarks.md', folder))

export function circumstances(loadBefore: number): Circumstances {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${memory}, Linux ${release()}, ${osName()}, Node ${process.version}`
  return { day: new Date().toISOString().slice(0, 10), machine, loadBefore }
}

/** Puts new figures in the place of those of the same name, in the files that docs/ keeps. `order`: names of scenarios, as they are shown. */
export function keep(fresh: Figures, order: readonly string[]): void {
  const kept: Figures = existsSync(figuresFile)
    ? (JSON.parse(readFileSync(figuresFile, 'utf8')) as Figures)
    : { contests: [] }
  const key = ({ scenario, pace }: Contest): string => `${scenario}\n${pace}`
  const contests = new Map([...kept.contests, ...fresh.contests].map((contest) => [key(contest), contest]))
  const keys = order.flatMap((scenario) => [`${scenario}\nmax`, `${scenario}\ndefault`])
  const figures = { ...kept, ...fresh, contests: keys.flatMap((name) => contests.get(name) ?? []) }
  writeFileSync(figuresFile, `${JSON.stringify(figures, null, 2)}\n`)
  writeFileSync(reportFile, reportText(figures))
}

function osName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown system'
  } catch {
    return 'unknown system'
  }
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Circumstances, Contest, Figures } from './figures.ts'
import { reportText } from './report.ts'

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
  writeFileSync(reportFile, withFigures(readFileSync(reportFile, 'utf8'), reportText(figures)))
}

const begin = '<!-- figures: npm run bench -->'
const end = '<!-- end of figures -->'

/** A page with figures in the place of the former ones; all other text stays. Without such a place they come last. */
export function withFigures(page: string, figures: string): string {
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)]
  const place = `${begin}\n\n${figures}\n\n${end}`
  if (start < 0 || stop < start) return `${page.trimEnd()}\n\n${place}\n`
  return page.slice(0, start) + place + page.slice(stop + end.length)
}

function osName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown system'
  } catch {
    return 'unknown system'
  }
}

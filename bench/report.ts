import type { BlackHoleFigures } from './black-hole.ts'
import type { Circumstances, Contest, Figures, Row } from './figures.ts'
import type { InsideFigures } from './inside.ts'
import { ipv4Million, ipv6Million } from './packet-scenarios.ts'
import type { StartUp } from './start-up.ts'

/** Start-up of ours above Node's own, in ms. */
const startGoalMs = 30
/** Send rate of ours against a C loop with the same calls, and against zmap, at least. */
const blackHoleGoals = { loop: 0.9, zmap: 1.5 }
/** A scan of IPv6 against one of IPv4, in time, at most. */
const ipv6Goal = 1.15

const introduction = `# Benchmarks

Written by \`npm run bench\`: every tool in turn, in the same run, in network namespaces of one machine; the median
wall time of the whole process from start to exit, the worst round for what was found and for memory (all processes of
the tool together).`

const isOurs = ({ tool }: Row): boolean => tool === 'portreeve'

/** What docs/benchmarks.md holds: tables, and the commands behind them. */
export function reportText(figures: Figures): string {
  const { contests } = figures
  const commands = contests
    .filter(({ pace }) => pace === 'max')
    .flatMap(({ rows }) => rows.map(({ tool, command }) => `- ${tool}: \`${tidy(command)}\``))
  return [introduction, figuresText(figures), '## Commands at full speed', [...new Set(commands)].join('\n'), ''].join(
    '\n\n',
  )
}

/** The tables alone. */
export function figuresText({ contests, blackHole, inside, start }: Figures): string {
  return [
    ...contests.map(contestText),
    ...ipv6Text(contests),
    ...(blackHole ? [blackHoleText(blackHole)] : []),
    ...(inside ? [insideText(inside)] : []),
    ...(start ? [startText(start)] : []),
  ].join('\n\n')
}

function contestText(contest: Contest): string {
  const { scenario, about, pace, expected, rows } = contest
  const title = `### ${scenario} (${about}), ${pace === 'max' ? '`--rate max`' : 'default pace'}`
  const header = ['tool', 'seconds', 'against portreeve', 'found', 'wrong', 'memory', 'rounds']
  const ours = rows.find(isOurs)!
  const lines = rows.map((row) => [
    row.tool,
    `${row.seconds.toFixed(2)}${row.failed ? ' (ended)' : ''}`,
    isOurs(row) ? '' : `${(row.seconds / ours.seconds).toFixed(2)} ×`,
    `${row.foundLeast} of ${expected}`,
    String(row.wrongMost),
    row.megabytes === null ? '?' : `${row.megabytes.toFixed(0)} MB`,
    String(row.rounds),
  ])
  return [title, '', table([header, ...lines]), '', verdict(contest, ours), '', taken(contest)].join('\n')
}

function verdict(contest: Contest, ours: Row): string {
  const { rows, goal, against, expected, pace, mostSeconds, mostMegabytes } = contest
  const missedNothing = ({ foundLeast, wrongMost, failed }: Row): boolean =>
    foundLeast === expected && wrongMost === 0 && !failed
  const rivals = rows.filter((row) => !isOurs(row) && (against ? row.tool === against : missedNothing(row)))
  const fastest = rivals.toSorted((a, b) => a.seconds - b.seconds)[0]
  const found = missedNothing(ours) ? 'nothing missed' : `**${expected - ours.foundLeast} missed by us**`
  if (!fastest) return `No rival found everything; ${found}.`
  const ratio = ours.seconds / fastest.seconds
  const which = against ? '' : ', the fastest rival that missed nothing'
  const compared = `${ratio.toFixed(2)} × the time of ${fastest.tool}${which}; ${found}`
  if (pace !== 'max') return `${compared}.`
  const limits = [
    `at most ${Number(goal.toFixed(2))} ×`,
    ...(mostSeconds ? [`${mostSeconds.toLocaleString('en')} s`] : []),
    ...(mostMegabytes ? [`${mostMegabytes} MB`] : []),
  ]
  const reached =
    ratio <= goal &&
    missedNothing(ours) &&
    ours.seconds <= (mostSeconds ?? Infinity) &&
    (ours.megabytes ?? 0) <= (mostMegabytes ?? Infinity)
  return `${compared} (goal: ${limits.join(', ')})${mark(reached)}`
}

function ipv6Text(contests: readonly Contest[]): string[] {
  const seconds = (name: string): number | undefined =>
    contests.find(({ scenario, pace }) => scenario === name && pace === 'max')?.rows.find(isOurs)?.seconds
  const [four, six] = [seconds(ipv4Million), seconds(ipv6Million)]
  if (four === undefined || six === undefined) return []
  const ratio = six / four
  return [
    `IPv6 takes ${ratio.toFixed(2)} × the time of IPv4 for a million hosts (goal: at most ${ipv6Goal} ×)${mark(ratio <= ipv6Goal)}`,
  ]
}

function blackHoleText(figures: BlackHoleFigures & Circumstances): string {
  const { packets, rates } = figures
  const rate = (tool: string): number => rates.find((each) => each.tool === tool)?.perSecond ?? Number.NaN
  const header = ['sender, one thread', 'packets/s']
  const lines = rates.map(({ tool, perSecond }) => [tool, Math.round(perSecond).toLocaleString('en')])
  const ours = rate('portreeve')
  const against = (tool: string, name: string, goal: number): string => {
    const ratio = ours / rate(tool)
    if (Number.isNaN(ratio)) return `${name} was not there`
    return `${ratio.toFixed(2)} × ${name} (goal: at least ${goal} ×)${mark(ratio >= goal)}`
  }
  return [
    `### Send rate into a black hole: ${packets.toLocaleString('en')} SYNs by a cable whose far end drops them`,
    '',
    table([header, ...lines]),
    '',
    `${against('loop', 'a plain C loop with the same calls', blackHoleGoals.loop)} ${against('zmap', 'zmap', blackHoleGoals.zmap)}`,
    '',
    taken(figures),
  ].join('\n')
}

function insideText(figures: InsideFigures & Circumstances): string {
  const { sockets, processes, ssMs, ourMs, jsonlMs, nodeMs, differenceMs, allowanceMs } = figures
  const rows = [
    ['what', 'ms'],
    ['ss -ltnup', ssMs.toFixed(0)],
    ['portreeve ports', ourMs.toFixed(0)],
    ['portreeve ports -f jsonl', jsonlMs.toFixed(0)],
    ['a Node that does nothing', nodeMs.toFixed(0)],
  ]
  const title = `\`portreeve ports\` beside \`ss -ltnup\`: ${sockets.toLocaleString('en')} sockets of ${processes.toLocaleString('en')} processes`
  const more = `${differenceMs.toFixed(0)} ms more than ss (goal: at most ${allowanceMs})${mark(differenceMs <= allowanceMs)}`
  return [`### ${title}`, '', table(rows), '', more, '', taken(figures)].join('\n')
}

function startText(start: StartUp & Circumstances): string {
  const extra = start.versionMs - start.bareMs
  const times = `\`--version\` ${start.versionMs.toFixed(0)} ms, bare Node ${start.bareMs.toFixed(0)} ms`
  return [
    '### Start-up',
    '',
    `${times}: ${extra.toFixed(0)} ms more (goal: at most ${startGoalMs})${mark(extra <= startGoalMs)}`,
    '',
    taken(start),
  ].join('\n')
}

function table([header = [], ...rows]: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function mark(reached: boolean): string {
  return reached ? ' ✓.' : ' — not reached.'
}

function taken({ day, machine, loadBefore }: Circumstances): string {
  return `<sub>${day}; ${machine}; load average before: ${loadBefore.toFixed(1)}</sub>`
}

/** Without the folders of the machine it ran on. */
function tidy(command: string): string {
  return shortened(command.replaceAll(/(^| )\/\S*\/([^/ ]+)/g, '$1$2'))
}

/** Lists of a thousand ports are no help to a reader. */
function shortened(command: string): string {
  return command.replaceAll(/(\d+(?:,\d+){8}),[\d,]{40,}/g, '$1,…')
}

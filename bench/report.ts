import type { BlackHoleFigures } from './black-hole.ts'
import type { CheckFigures } from './check-time.ts'
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

const isOurs = ({ tool }: Row): boolean => tool === 'portreeve'

/** What docs/benchmarks.md holds of figures: tables, and the commands behind them. */
export function reportText(figures: Figures): string {
  const { contests } = figures
  const commands = contests
    .filter(({ pace }) => pace === 'max')
    .flatMap(({ rows }) => rows.map(({ tool, command }) => `- ${tool}: \`${shortened(command)}\``))
  const list = [...new Set(commands)].join('\n')
  return [figuresText(figures), ...(list === '' ? [] : ['### Commands at full speed', list])].join('\n\n')
}

/** The tables alone. */
export function figuresText({ contests, blackHole, inside, check, start }: Figures): string {
  return [
    ...contests.map(contestText),
    ...ipv6Text(contests),
    ...(blackHole ? [blackHoleText(blackHole)] : []),
    ...(inside ? [insideText(inside)] : []),
    ...(check ? [checkText(check)] : []),
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
    `${row.seconds.toFixed(2)}${row.failed ? ' (failed)' : ''}`,
    isOurs(row) ? '' : `${(row.seconds / ours.seconds).toFixed(2)} ×`,
    `${row.foundLeast} of ${expected}`,
    String(row.wrongMost),
    row.megabytes === null ? '?' : `${row.megabytes.toFixed(0)} MB`,
    String(row.rounds),
  ])
  return [title, '', table([header, ...lines]), '', verdict(contest, ours), '', taken(contest)].join('\n')
}

/** The rival that the goal speaks of: one by its name, or else the fastest that missed nothing. */
function rivalOf({ rows, against, expected }: Contest): Row | undefined {
  const isFit = (row: Row): boolean =>
    against ? row.tool.startsWith(against) && !row.failed : missedNothing(row, expected)
  return rows.filter((row) => !isOurs(row) && isFit(row)).toSorted((a, b) => a.seconds - b.seconds)[0]
}

function missedNothing({ foundLeast, wrongMost, failed }: Row, expected: number): boolean {
  return foundLeast === expected && wrongMost === 0 && !failed
}

/** Without a rival there is no ratio, and the other goals are judged all the same. */
function verdict(contest: Contest, ours: Row): string {
  const { goal, expected, pace, mostSeconds, mostMegabytes } = contest
  const rival = rivalOf(contest)
  const ratio = rival === undefined ? null : ours.seconds / rival.seconds
  const compared = rival === undefined ? withoutRival(contest) : comparedWith(rival, ours, contest)
  const text = `${compared}; ${foundText(ours, expected)}`
  const limits = [
    ...(ratio === null ? [] : [`at most ${Number(goal.toFixed(2))} ×`]),
    ...(mostSeconds ? [`${mostSeconds.toLocaleString('en')} s`] : []),
    ...(mostMegabytes ? [`${mostMegabytes} MB`] : []),
  ]
  if (pace !== 'max' || limits.length === 0) return `${text}.`
  const reached =
    missedNothing(ours, expected) &&
    (ratio ?? 0) <= goal &&
    ours.seconds <= (mostSeconds ?? Infinity) &&
    (ours.megabytes ?? 0) <= (mostMegabytes ?? Infinity)
  return `${text} (goal: ${limits.join(', ')})${mark(reached)}`
}

function withoutRival({ against, rows }: Contest): string {
  if (against === undefined) return rows.every(isOurs) ? 'No rival ran beside it' : 'No rival found everything'
  return `No comparison, for ${against} ${rows.some(({ tool }) => tool.startsWith(against)) ? 'failed' : 'was not there'}`
}

function comparedWith(rival: Row, ours: Row, { against }: Contest): string {
  const which = against ? '' : ', the fastest rival that missed nothing'
  return `${(ours.seconds / rival.seconds).toFixed(2)} × the time of ${rival.tool}${which}`
}

function foundText({ foundLeast, wrongMost, failed }: Row, expected: number): string {
  const wrong = [
    ...(failed ? ['failed'] : []),
    ...(foundLeast < expected ? [`${expected - foundLeast} missed by us`] : []),
    ...(wrongMost > 0 ? [`${wrongMost} wrong by us`] : []),
  ]
  return wrong.length === 0 ? 'nothing missed' : `**${wrong.join(', ')}**`
}

/** Figures of different days or machines make no ratio. */
function ipv6Text(contests: readonly Contest[]): string[] {
  const [four, six] = [ipv4Million, ipv6Million].map((name) =>
    contests.find(({ scenario, pace }) => scenario === name && pace === 'max'),
  )
  const [ours4, ours6] = [four?.rows.find(isOurs), six?.rows.find(isOurs)]
  if (!four || !six || !ours4 || !ours6) return []
  if (four.day !== six.day || four.machine !== six.machine)
    return [
      `IPv6 took ${ours6.seconds.toFixed(2)} s and IPv4 ${ours4.seconds.toFixed(2)} s for a million hosts, on different days or machines: they are not compared.`,
    ]
  const ratio = ours6.seconds / ours4.seconds
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

function checkText(figures: CheckFigures & Circumstances): string {
  const { listeners, rules, allowanceMs, rows } = figures
  const header = ['rules of', 'records', 'seconds in all', 'besides the probes']
  const seconds = (ms: number) => (ms / 1000).toFixed(2)
  const lines = rows.map((row) => [row.firewall, String(row.records), seconds(row.wholeMs), seconds(row.besidesMs)])
  const isReached = rows.every(({ besidesMs }) => besidesMs <= allowanceMs)
  return [
    `### \`portreeve check\` of a machine with ${listeners} listeners and ${rules.toLocaleString('en')} rules`,
    '',
    table([header, ...lines]),
    '',
    `Whole runs, and what of them is no probing (goal: at most ${seconds(allowanceMs)} s)${mark(isReached)}`,
    '',
    taken(figures),
  ].join('\n')
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

/** Lists of a thousand ports are no help to a reader. */
function shortened(command: string): string {
  return command.replaceAll(/(\d+(?:,\d+){8}),[\d,]{40,}/g, '$1,…')
}

import type { Mark } from '../../lab/zoo/judge.ts'
import { median } from '../measure.ts'
import type { Outcome, ResidentRow, Round } from './contest.ts'

/** From this confidence on, a wrong answer is one stated with high confidence. */
const highConfidence = 0.7
const parts = ['protocol', 'product', 'version'] as const
type Part = (typeof parts)[number]
type Side = 'ours' | 'nmap'

/** Least share that is right, and least that there is at all of nmap's time. */
const goals: Record<Part, number> = { protocol: 0.98, product: 0.95, version: 0.9 }
const timeGoal = 0.1
const connectionGoal = 4

/** Tables in Markdown: the sums, then what was said of each that one of both did not get right. */
export function reportText(rounds: readonly Round[], all = false): string {
  return rounds
    .filter(({ rows }) => rows.length > 0)
    .map((round) => [title(round), summary(round), verdict(round), details(round, all)].join('\n\n'))
    .join('\n\n')
}

function title({ transport, rows }: Round): string {
  return `### ${rows.length} ${transport.toUpperCase()} services`
}

function summary({ rows, ourSeconds, nmapSeconds, transport }: Round): string {
  const lines = parts.map((part) => {
    const known = rows.filter(({ ours }) => ours.judgement[part] !== null)
    return [
      `${part} right`,
      ...sides.map((side) => share(count(known, side, part, 'right'), known.length)),
      percent(goals[part]),
    ]
  })
  const connections = (side: Side) => rows.flatMap((row) => row[side].connections ?? [])
  return table([
    ['', 'portreeve', 'nmap -sV', 'goal'],
    ...lines,
    ['protocol by port number or doubtful', ...sides.map((side) => String(count(rows, side, 'protocol', 'guess'))), ''],
    ['wrong, stated with high confidence', ...sides.map((side) => String(wrongs(rows, side).length)), '0'],
    ...(transport === 'udp'
      ? []
      : [
          [
            'connections to an endpoint: median',
            ...sides.map((side) => String(median(connections(side)))),
            `≤ ${connectionGoal}`,
          ],
          ['connections to an endpoint: most', ...sides.map((side) => String(Math.max(...connections(side)))), ''],
        ]),
    [
      'wall time',
      `${ourSeconds.toFixed(1)} s`,
      `${nmapSeconds.toFixed(1)} s`,
      transport === 'tcp' ? `≤ ${timeGoal} ×` : '',
    ],
  ])
}

const sides = ['ours', 'nmap'] as const

function verdict({ ourSeconds, nmapSeconds }: Round): string {
  return `Portreeve took ${(ourSeconds / nmapSeconds).toFixed(3)} × the time of nmap.`
}

/** `all`: those as well of which both said everything right. */
function details({ rows, transport }: Round, all: boolean): string {
  const isPlain = ({ ours, nmap }: ResidentRow) =>
    [ours, nmap].every(({ judgement }) =>
      parts.every((part) => judgement[part] === null || judgement[part] === 'right'),
    )
  const shown = rows.filter((row) => all || !isPlain(row))
  const lines = shown.map(({ resident: { daemon, endpoint, truth }, ours, nmap }) => [
    daemon,
    `${endpoint.port}/${transport}`,
    [`${truth.tls ? 'tls/' : ''}${truth.protocol}`, truth.product, truth.versions?.[0]].filter(Boolean).join(' '),
    `${marks(ours)} ${cell(ours.said)}`,
    `${marks(nmap)} ${cell(nmap.said)}`,
    ours.connections === null ? '' : `${ours.connections} / ${nmap.connections}`,
  ])
  const header = ['daemon', 'port', 'truth', 'portreeve', 'nmap -sV', 'connections']
  return lines.length === 0 ? '' : table([header, ...lines])
}

const signs: Record<Mark, string> = { right: '✓', wrong: '✗', none: '–', guess: '?' }

/** Of protocol, product and version; what nothing reveals is left out. */
function marks({ judgement }: Outcome): string {
  return parts.flatMap((part) => (judgement[part] === null ? [] : signs[judgement[part]])).join('')
}

function wrongs(rows: readonly ResidentRow[], side: Side): readonly ResidentRow[] {
  return rows.filter((row) => {
    const { judgement, confidence } = row[side]
    return confidence >= highConfidence && parts.some((part) => judgement[part] === 'wrong')
  })
}

function count(rows: readonly ResidentRow[], side: Side, part: Part, mark: Mark): number {
  return rows.filter((row) => row[side].judgement[part] === mark).length
}

function share(some: number, all: number): string {
  return `${some} of ${all} (${percent(some / all)})`
}

function percent(value: number): string {
  return `${(value * 100).toFixed(0)} %`
}

function cell(text: string): string {
  return text.replaceAll(/[|\r\n]/g, ' ').slice(0, 80)
}

function table([header = [], ...rows]: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

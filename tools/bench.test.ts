// What the benchmarks say of their figures: nothing that was not measured.
import { expect, test } from 'vitest'
import type { Contest, Row } from '../bench/figures.ts'
import { withFigures } from '../bench/kept.ts'
import { namesMeant } from '../bench/names.ts'
import { ipv4Million, ipv6Million } from '../bench/packet-scenarios.ts'
import { figuresText } from '../bench/report.ts'
import { scenarios } from '../bench/scenarios.ts'

const row = (tool: string, seconds: number, more: Partial<Row> = {}): Row => ({
  tool,
  command: tool,
  seconds,
  megabytes: 100,
  foundLeast: 6,
  wrongMost: 0,
  rounds: 1,
  failed: false,
  ...more,
})

const contest = (rows: readonly Row[], more: Partial<Contest> = {}): Contest => ({
  scenario: 'a network',
  about: 'all of it',
  pace: 'max',
  goal: 0.5,
  expected: 6,
  day: '2026-03-01',
  machine: 'a machine',
  loadBefore: 0,
  rows,
  ...more,
})

const ours = row('portreeve', 10)
const textOf = (...contests: Contest[]) => figuresText({ contests })

test('a rival that failed is no measure, not even the one that was named', () => {
  const failed = row('nmap', 40, { failed: true })
  expect(textOf(contest([ours, failed, row('zmap', 16)]))).toContain('0.63 × the time of zmap')
  expect(textOf(contest([ours, failed], { against: 'nmap' }))).toContain(
    'No comparison, for nmap failed; nothing missed.',
  )
})

test('without its rival the other goals are judged', () => {
  const limits = { against: 'nmap', mostSeconds: 9, mostMegabytes: 200 }
  const text = 'No comparison, for nmap was not there; nothing missed (goal: 9 s, 200 MB)'
  expect(textOf(contest([ours], limits))).toContain(`${text} — not reached.`)
  expect(textOf(contest([ours], { ...limits, mostSeconds: 10 }))).toContain(`${text.replace('9 s', '10 s')} ✓.`)
})

test('what we missed or got wrong is said, and reaches no goal', () => {
  const text = textOf(contest([row('portreeve', 1, { foundLeast: 5, wrongMost: 2 }), row('nmap', 40)]))
  expect(text).toContain('**1 missed by us, 2 wrong by us** (goal: at most 0.5 ×) — not reached.')
})

test('IPv6 is compared with IPv4 of the same day and machine alone', () => {
  const four = contest([ours], { scenario: ipv4Million })
  const six = contest([row('portreeve', 11)], { scenario: ipv6Million })
  expect(textOf(four, six)).toContain('IPv6 takes 1.10 × the time of IPv4')
  for (const other of [{ day: '2026-03-02' }, { machine: 'another' }]) {
    const text = textOf(four, { ...six, ...other })
    expect(text).toContain('they are not compared')
    expect(text).not.toContain('1.10 ×')
  }
})

test('a whole name means that scenario alone', () => {
  const names = scenarios.map(({ name }) => name)
  expect([...namesMeant(['one host, 65,535 ports'], names)]).toEqual(['one host, 65,535 ports'])
  expect([...namesMeant(['one host'], names)].length).toBeGreaterThan(1)
  expect(namesMeant([], names).size).toBe(names.length)
  expect(namesMeant(['nothing like it'], names).size).toBe(0)
})

test('figures replace figures, and other text stays', () => {
  const first = withFigures('# Benchmarks\n\nby hand\n', 'one')
  const second = withFigures(`${first}\nafter\n`, 'two')
  expect(second).toMatch(/^# Benchmarks\n\nby hand\n\n<!-- .*two.* -->\n\nafter\n$/s)
  expect(second).not.toContain('one')
})

// Portreeve and its rivals side by side, in one run, in network namespaces of this machine. Figures are kept in docs/benchmarks.md,
// each with the day and the machine it was taken on.
// `npm run bench`; with words, only scenarios of these names, or whose names they are part of; `--quick`: one round at full speed, kept nowhere;
// `--max`: full speed only; `--default`: the default pace only.
import { loadavg } from 'node:os'
import { basename } from 'node:path'
import { labAvailable } from '../lab/available.ts'
import { createLab } from '../lab/lab.ts'
import { blackHoleBench } from './black-hole.ts'
import { checkBench } from './check-time.ts'
import type { Contest, Figures, Row } from './figures.ts'
import { insideBench } from './inside.ts'
import { circumstances, keep } from './kept.ts'
import { measure, median } from './measure.ts'
import { namesMeant } from './names.ts'
import { figuresText } from './report.ts'
import { connectingRivals, packetRivals } from './rivals.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { startUp } from './start-up.ts'
import { type Job, portreeve, type Tool } from './tools.ts'

type Paces = Record<Job['pace'], number>
const thorough: Paces = { max: 3, default: 1 }
const flags = ['--quick', '--max', '--default']

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(argv: readonly string[]): Promise<void> {
  const quick = argv.includes('--quick')
  const paces = pacesOf(argv)
  const lab = labAvailable()
  if (!lab.ok) return say(`skipped: ${lab.reason}`)
  const names = [...scenarios.map(({ name }) => name), 'black hole', 'inside view', 'check', 'start-up']
  const words = argv.filter((word) => !flags.includes(word))
  const unknown = words.filter((word) => namesMeant([word], names).size === 0)
  if (unknown.length > 0) {
    process.exitCode = 2
    return say(`nothing is called ${unknown.map((word) => `'${word}'`).join(' or ')}; there are: ${names.join('; ')}`)
  }
  const chosen = namesMeant(words, names)
  const wanted = (name: string): boolean => chosen.has(name)
  const contests: Contest[] = []
  // The shortest, which a busy machine disturbs most, come last: by then whatever started this has calmed down.
  for (const scenario of scenarios.filter(({ name }) => wanted(name)).reverse()) {
    for (const pace of paces) {
      const rounds = quick ? 1 : (scenario.rounds?.[pace] ?? thorough[pace])
      if (rounds > 0) contests.unshift(await compare(scenario, pace, rounds))
    }
  }
  const figures: Figures = { contests, ...(await others(wanted, quick)) }
  process.stdout.write(`${figuresText(figures)}\n`)
  const order = scenarios.map(({ name }) => name)
  if (!quick) keep(figures, order)
}

function pacesOf(argv: readonly string[]): readonly Job['pace'][] {
  if (argv.includes('--max') || argv.includes('--quick')) return ['max']
  return argv.includes('--default') ? ['default'] : ['default', 'max']
}

/** What is no contest over a scenario. */
async function others(wanted: (name: string) => boolean, quick: boolean): Promise<Omit<Figures, 'contests'>> {
  const now = () => circumstances(loadavg()[1] ?? Number.NaN)
  let figures: Omit<Figures, 'contests'> = {}
  if (wanted('black hole')) {
    const tools = [portreeve('packets'), ...packetRivals(say).filter(({ name }) => name === 'zmap')]
    figures = { ...figures, blackHole: { ...now(), ...(await blackHoleBench(tools, quick ? 1 : thorough.max, say)) } }
  }
  if (wanted('inside view')) {
    say('inside view of 10,000 sockets')
    const inside = await insideBench()
    if ('skipped' in inside) say(`skipped the inside view: ${inside.skipped}`)
    else figures = { ...figures, inside: { ...now(), ...inside } }
  }
  if (wanted('check')) {
    say('check of 200 listeners and 2,000 rules')
    const check = await checkBench()
    if ('skipped' in check) say(`skipped the check: ${check.skipped}`)
    else figures = { ...figures, check: { ...now(), ...check } }
  }
  if (wanted('start-up')) {
    say('start-up')
    figures = { ...figures, start: { ...now(), ...(await startUp()) } }
  }
  return figures
}

function toolsFor({ kind, transport, without = [] }: Scenario, pace: Job['pace']): readonly Tool[] {
  const rivals = kind === 'packets' ? packetRivals(say, transport) : connectingRivals(say)
  const left = ({ name }: Tool) => without.some((out) => name.startsWith(out.tool) && (out.pace ?? pace) === pace)
  return [portreeve(kind), ...rivals.filter((tool) => !left(tool))]
}

/** Every tool in turn, round after round, so that a slow minute of the machine meets all of them. */
async function compare(scenario: Scenario, pace: Job['pace'], rounds: number): Promise<Contest> {
  const before = circumstances(loadavg()[1] ?? Number.NaN)
  const tools = toolsFor(scenario, pace)
  const lab = await createLab('bench')
  try {
    const { client, open, path } = await scenario.build(lab)
    const job = jobOf(scenario, pace, path)
    const runs = new Map(tools.map((tool) => [tool, [] as Awaited<ReturnType<typeof runTool>>[]]))
    for (let round = 0; round < rounds; round++) {
      for (const tool of tools) {
        if (round > 0 && scenario.once?.some((word) => tool.name.startsWith(word))) continue
        say(`${scenario.name}, ${pace} pace, round ${round + 1}: ${tool.name}`)
        runs.get(tool)?.push(await runTool(tool, job, client.prefix(), open))
      }
    }
    const rows = tools.map((tool) => rowOf(job, tool, runs.get(tool) ?? []))
    return { ...before, ...headOf(scenario), pace, expected: open.size, rows }
  } finally {
    await lab.destroy()
  }
}

function jobOf({ target, ports, transport, discover }: Scenario, pace: Job['pace'], path: Job['path']): Job {
  return {
    target,
    ports,
    pace,
    ...(path && { path }),
    ...(transport && { transport }),
    ...(discover && { discover }),
  }
}

function headOf({ name, about, goal, against, mostSeconds, mostMegabytes }: Scenario) {
  return {
    scenario: name,
    about,
    goal,
    ...(against && { against }),
    ...(mostSeconds && { mostSeconds }),
    ...(mostMegabytes && { mostMegabytes }),
  }
}

async function runTool(tool: Tool, job: Job, prefix: readonly string[], open: ReadonlySet<string>) {
  const measured = await measure([...prefix, ...tool.command(job)])
  const found = tool.found(measured.stdout, job)
  let right = 0
  for (const endpoint of found) if (open.has(endpoint)) right += 1
  return { ...measured, stdout: '', found: right, wrong: found.size - right }
}

function rowOf(job: Job, tool: Tool, runs: readonly Awaited<ReturnType<typeof runTool>>[]): Row {
  const memory = runs.flatMap(({ megabytes }) => megabytes ?? [])
  return {
    tool: tool.name,
    command: toldOf(tool.command(job)),
    seconds: median(runs.map(({ seconds }) => seconds)),
    megabytes: memory.length > 0 ? Math.max(...memory) : null,
    foundLeast: Math.min(...runs.map(({ found }) => found)),
    wrongMost: Math.max(...runs.map(({ wrong }) => wrong)),
    rounds: runs.length,
    failed: runs.some(({ exitCode }) => exitCode !== 0),
  }
}

/** As anybody may run it: without the folders of this machine. */
function toldOf(command: readonly string[]): string {
  return command.map((word) => (word.startsWith('/') ? basename(word) : word)).join(' ')
}

await main(process.argv.slice(2))

// Portreeve and its rivals side by side, in one run, in network namespaces of this machine.
// `npm run bench`, with words to choose scenarios by name; `npm run bench -- --quick` is one round at full speed only.
import { loadavg } from 'node:os'
import { labAvailable } from '../lab/available.ts'
import { createLab } from '../lab/lab.ts'
import { insideBench } from './inside.ts'
import { measure, median } from './measure.ts'
import { type Row, reportText, writeReport } from './report.ts'
import { connectingRivals, packetRivals } from './rivals.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { startUp } from './start-up.ts'
import { type Job, portreeve, type Tool } from './tools.ts'

const thorough = { max: 3, default: 1 }
const quick = { max: 1, default: 0 }

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(argv: readonly string[]): Promise<void> {
  const words = argv.filter((word) => word !== '--quick')
  const rounds = argv.includes('--quick') ? quick : thorough
  const lab = labAvailable()
  if (!lab.ok) return say(`skipped: ${lab.reason}`)
  const tools = {
    connections: [portreeve('connections'), ...connectingRivals(say)],
    packets: [portreeve('packets'), ...packetRivals(say)],
  }
  const chosen = scenarios.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  const loadBefore = loadavg()[1] ?? Number.NaN
  const rows: Row[] = []
  const toolsFor = ({ kind, without = '-' }: Scenario) => tools[kind].filter(({ name }) => !name.startsWith(without))
  // The shortest, which a busy machine disturbs most, come last: by then whatever started this has calmed down.
  for (const scenario of [...chosen].reverse()) {
    for (const pace of ['default', 'max'] as const) {
      if (rounds[pace] > 0) rows.unshift(...(await compare(scenario, pace, toolsFor(scenario), rounds[pace])))
    }
  }
  say('start-up')
  const start = await startUp()
  if (words.length > 0) {
    process.stdout.write(reportText({ loadBefore, rows, start, inside: null }))
    return
  }
  say('inside view of 10,000 sockets')
  const report = { loadBefore, rows, start, inside: await insideBench() }
  process.stdout.write(reportText(report))
  writeReport(report)
}

/** Every tool in turn, round after round, so that a slow minute of the machine meets all of them. */
async function compare(
  scenario: Scenario,
  pace: Job['pace'],
  tools: readonly Tool[],
  rounds: number,
): Promise<readonly Row[]> {
  const lab = await createLab('bench')
  try {
    const { client, open, path } = await scenario.build(lab)
    const { target, ports } = scenario
    const job = { target, ports, pace, ...(path && { path }) }
    const runs = new Map(tools.map((tool) => [tool, [] as Awaited<ReturnType<typeof runTool>>[]]))
    for (let round = 0; round < rounds; round++) {
      for (const tool of tools) {
        say(`${scenario.name}, ${pace} pace, round ${round + 1}: ${tool.name}`)
        runs.get(tool)?.push(await runTool(tool, job, client.prefix(), open))
      }
    }
    return tools.map((tool) => rowOf(scenario, job, tool, open.size, runs.get(tool) ?? []))
  } finally {
    await lab.destroy()
  }
}

async function runTool(tool: Tool, job: Job, prefix: readonly string[], open: ReadonlySet<string>) {
  const measured = await measure([...prefix, ...tool.command(job)])
  const found = tool.found(measured.stdout, job)
  const right = [...found].filter((endpoint) => open.has(endpoint)).length
  return { ...measured, found: right, wrong: found.size - right }
}

function rowOf(
  scenario: Scenario,
  job: Job,
  tool: Tool,
  expected: number,
  runs: readonly Awaited<ReturnType<typeof runTool>>[],
): Row {
  const memory = runs.flatMap(({ megabytes }) => megabytes ?? [])
  return {
    scenario: scenario.name,
    about: scenario.about,
    goal: scenario.goal,
    pace: job.pace,
    tool: tool.name,
    command: tool.command(job).join(' '),
    seconds: median(runs.map(({ seconds }) => seconds)),
    megabytes: memory.length > 0 ? Math.max(...memory) : null,
    expected,
    foundLeast: Math.min(...runs.map(({ found }) => found)),
    wrongMost: Math.max(...runs.map(({ wrong }) => wrong)),
    rounds: runs.length,
    failed: runs.some(({ exitCode }) => exitCode === null),
  }
}

await main(process.argv.slice(2))

// npm run bench:identify [daemons]: starts the zoo in a network namespace, has Portreeve and nmap -sV ask it from another, and
// says who was right; then how many of one kind are identified a second. Installs the packages that the zoo lacks. With words: these
// daemons alone, or `throughput`, and nothing is kept.
import { loadavg } from 'node:os'
import { labAvailable } from '../lab/available.ts'
import { createLab } from '../lab/lab.ts'
import { startZoo, type Zoo, zooDaemons } from '../lab/zoo/zoo.ts'
import { contest, type Round } from './identify/contest.ts'
import { installZoo } from './identify/install.ts'
import { keepReport } from './identify/kept.ts'
import { reportText } from './identify/report.ts'
import { throughput, throughputText } from './identify/throughput.ts'
import { circumstances } from './kept.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const print = (text: string): void => void process.stdout.write(`${text}\n`)

async function main(names: readonly string[]): Promise<void> {
  const available = labAvailable()
  if (!available.ok) return say(`skipped: ${available.reason}`)
  if (names.length === 1 && names[0] === 'throughput') return print(throughputText(await throughput(say)))
  const daemons = await zooDaemons(names.length > 0 ? names : undefined)
  await installZoo([...daemons.values()], say)
  const taken = circumstances(loadavg()[1] ?? Number.NaN)
  const lab = await createLab('zoo')
  let kept: { readonly tables: string; readonly absent: Zoo['absent'] }
  try {
    say(`starting ${daemons.size} daemons`)
    const zoo = await startZoo(lab, daemons)
    for (const { daemon, reason } of zoo.absent) say(`${daemon} is absent: ${reason}`)
    const rounds = await allRounds(zoo)
    print(reportText(rounds, true))
    kept = { tables: reportText(rounds), absent: zoo.absent }
  } finally {
    await lab.destroy()
  }
  if (names.length > 0) return
  const fast = throughputText(await throughput(say))
  print(fast)
  keepReport(taken, `${kept.tables}\n\n${fast}`, kept.absent)
}

async function allRounds(zoo: Zoo): Promise<readonly Round[]> {
  const rounds: Round[] = []
  for (const transport of ['tcp', 'udp'] as const) {
    const isThere = zoo.residents.some(({ endpoint }) => (endpoint.transport ?? 'tcp') === transport)
    if (isThere) rounds.push(await contest(zoo, transport, say))
  }
  return rounds
}

await main(process.argv.slice(2))

// npm run bench:identify [daemons]: starts the zoo in a network namespace, has Portreeve and nmap -sV ask it from another, and
// says who was right. Installs the packages that the zoo lacks. With words: these daemons alone, and nothing is kept.
import { loadavg } from 'node:os'
import { labAvailable } from '../lab/available.ts'
import { createLab } from '../lab/lab.ts'
import { startZoo, type Zoo, zooDaemons } from '../lab/zoo/zoo.ts'
import { contest, type Round } from './identify/contest.ts'
import { installZoo } from './identify/install.ts'
import { keepReport } from './identify/kept.ts'
import { reportText } from './identify/report.ts'
import { circumstances } from './kept.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(names: readonly string[]): Promise<void> {
  const available = labAvailable()
  if (!available.ok) return say(`skipped: ${available.reason}`)
  const daemons = await zooDaemons(names.length > 0 ? names : undefined)
  await installZoo([...daemons.values()], say)
  const taken = circumstances(loadavg()[1] ?? Number.NaN)
  const lab = await createLab('zoo')
  try {
    say(`starting ${daemons.size} daemons`)
    const zoo = await startZoo(lab, daemons)
    for (const { daemon, reason } of zoo.absent) say(`${daemon} is absent: ${reason}`)
    const rounds = await allRounds(zoo)
    process.stdout.write(`${reportText(rounds, true)}\n`)
    if (names.length === 0) keepReport(taken, reportText(rounds), zoo.absent)
  } finally {
    await lab.destroy()
  }
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

import { fileURLToPath } from 'node:url'
import type { Host } from '../../lab/host.ts'
import { countConnections, takeCounts } from '../../lab/zoo/connections.ts'
import { type Judgement, judge } from '../../lab/zoo/judge.ts'
import type { Resident, Zoo } from '../../lab/zoo/zoo.ts'
import { measure } from '../measure.ts'
import { type Said, saidByNmap, saidByUs } from './said.ts'

export interface Outcome {
  readonly judgement: Judgement
  /** `http nginx 1.22.1`, or what there is of it. */
  readonly said: string
  readonly confidence: number
  /** Connections that arrived; null for UDP, which has none. */
  readonly connections: number | null
}

export interface ResidentRow {
  readonly resident: Resident
  readonly ours: Outcome
  readonly nmap: Outcome
}

/** One transport: nmap takes them in separate runs. */
export interface Round {
  readonly transport: 'tcp' | 'udp'
  readonly rows: readonly ResidentRow[]
  /** Wall time of the whole process. */
  readonly ourSeconds: number
  readonly nmapSeconds: number
}

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Has ours and nmap ask all endpoints of a transport, one after the other, each for the first time in its life of an hour. */
export async function contest(zoo: Zoo, transport: 'tcp' | 'udp', say: (line: string) => void): Promise<Round> {
  const { client, server } = zoo
  const residents = zoo.residents.filter(({ endpoint }) => (endpoint.transport ?? 'tcp') === transport)
  const ports = residents.map(({ endpoint }) => endpoint.port)
  const list = [...new Set(ports)].toSorted((a, b) => a - b).join()
  await countConnections(server)
  say(`portreeve identify: ${ports.length} ${transport} ports`)
  const words = list.split(',').map((port) => `${server.ipv4}:${port}${transport === 'udp' ? '/udp' : ''}`)
  const ours = await run(client, server, [process.execPath, main, 'identify', ...words, '-f', 'jsonl'])
  say(`nmap -sV: ${ports.length} ${transport} ports`)
  const how = transport === 'tcp' ? ['-sT', '-p', list] : ['-sU', '-p', list]
  const nmap = await run(client, server, ['nmap', '-sV', '-Pn', '-n', ...how, '-oX', '-', server.ipv4])
  await server.exec('nft', ['delete', 'table', 'inet', 'count'])
  const ourWords = saidByUs(ours.stdout).said
  const nmapWords = saidByNmap(nmap.stdout)
  return {
    transport,
    rows: residents.map((resident) => ({
      resident,
      ours: outcomeOf(resident, ourWords, ours.counts, transport),
      nmap: outcomeOf(resident, nmapWords, nmap.counts, transport),
    })),
    ourSeconds: ours.seconds,
    nmapSeconds: nmap.seconds,
  }
}

async function run(client: Host, server: Host, command: readonly string[]) {
  const measured = await measure([...client.prefix(), ...command])
  return { ...measured, counts: await takeCounts(server) }
}

function outcomeOf(
  { endpoint, truth }: Resident,
  said: Said,
  counts: ReadonlyMap<number, number>,
  transport: 'tcp' | 'udp',
): Outcome {
  const answer = said.get(`${transport}/${endpoint.port}`) ?? nothing
  const { protocol, product, version, tls, isGuess, confidence } = answer
  const words = [protocol === null ? '–' : `${tls ? 'tls/' : ''}${protocol}${isGuess ? '?' : ''}`, product, version]
  return {
    judgement: judge(truth, answer),
    said: words.filter((word) => word !== null).join(' '),
    confidence,
    connections: transport === 'tcp' ? (counts.get(endpoint.port) ?? 0) : null,
  }
}

const nothing = { protocol: null, product: null, version: null, tls: false, isGuess: false, confidence: 0 }

import { fileURLToPath } from 'node:url'
import type { Host } from '../../lab/host.ts'
import { createLab } from '../../lab/lab.ts'
import { pair } from '../../lab/topologies.ts'
import { type Measurement, measure } from '../measure.ts'

/** Endpoints that greet, each on an address of its own, and so many times more for the memory. */
const endpoints = 10_000
const manyTimes = 4
const port = 2525
/** Goal of the project: so many a second, from start to exit of the whole process. */
const goalPerSecond = 1_500
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const greeter = fileURLToPath(new URL('greeter.mjs', import.meta.url))

export interface Throughput {
  readonly endpoints: number
  readonly seconds: number
  readonly megabytes: number | null
  readonly nmapSeconds: number
  /** The same with more endpoints. */
  readonly many: { readonly endpoints: number; readonly seconds: number; readonly megabytes: number | null }
}

/** A scan of 10,000 addresses with one mail server on each, by us and by nmap, then by us of 40,000. @throws Error when one is not recognised */
export async function throughput(say: (line: string) => void): Promise<Throughput> {
  const lab = await createLab('zoo')
  try {
    const { client, server } = await pair(lab)
    await client.route('10.70.0.0/16', server.ipv4)
    await server.anyip('10.70.0.0/16')
    await server.sysctl({ 'net.core.somaxconn': 8192, 'net.ipv4.tcp_max_syn_backlog': 8192 })
    await server.spawn(process.execPath, [greeter, String(port)], { ready: { tcp: port } })
    say(`portreeve scan -sV: ${endpoints} addresses`)
    const ours = await scan(client, endpoints)
    say(`nmap -sV: ${endpoints} addresses`)
    const range = endsOf(endpoints)
    const nmap = await measure([
      ...client.prefix(),
      'nmap',
      '-sV',
      '-Pn',
      '-n',
      '-sT',
      '-T4',
      '-p',
      `${port}`,
      ...range.nmap,
    ])
    say(`portreeve scan -sV: ${manyTimes * endpoints} addresses`)
    const many = await scan(client, manyTimes * endpoints)
    return {
      endpoints,
      seconds: ours.seconds,
      megabytes: ours.megabytes,
      nmapSeconds: nmap.seconds,
      many: { endpoints: manyTimes * endpoints, seconds: many.seconds, megabytes: many.megabytes },
    }
  } finally {
    await lab.destroy()
  }
}

export function throughputText({ endpoints: count, seconds, megabytes, nmapSeconds, many }: Throughput): string {
  const rate = (number: number, time: number) => Math.round(number / time).toLocaleString('en')
  const memory = (value: number | null) => (value === null ? '–' : `${Math.round(value)} MB`)
  return [
    `### ${count.toLocaleString('en')} mail servers, one on each address`,
    [
      '|  | time | identified a second | memory |',
      '| --- | --- | --- | --- |',
      `| portreeve scan -sV | ${seconds.toFixed(1)} s | ${rate(count, seconds)} (goal ${goalPerSecond.toLocaleString('en')}) | ${memory(megabytes)} |`,
      `| nmap -sV -T4 | ${nmapSeconds.toFixed(1)} s | ${rate(count, nmapSeconds)} |  |`,
      `| portreeve scan -sV, ${many.endpoints.toLocaleString('en')} of them | ${many.seconds.toFixed(1)} s | ${rate(many.endpoints, many.seconds)} | ${memory(many.megabytes)} |`,
      `| the ${(many.endpoints - count).toLocaleString('en')} more | ${(many.seconds - seconds).toFixed(1)} s | ${rate(many.endpoints - count, many.seconds - seconds)} |  |`,
    ].join('\n'),
    'Whole processes, their start and finding the ports included; the last row is what they do once they run. The program that greets (Node.js) runs on the same processors.',
  ].join('\n\n')
}

async function scan(client: Host, count: number): Promise<Measurement> {
  const options = ['-Pn', '-sV', '--rate', 'max', '-f', 'jsonl']
  const command = [process.execPath, main, 'scan', endsOf(count).ours, '-p', `${port}`, ...options]
  const measured = await measure([...client.prefix(), ...command])
  const known = measured.stdout.split('"product":"Exim","version":"4.96"').length - 1
  if (known !== count) throw new Error(`${known} of ${count} mail servers were recognised`)
  return measured
}

/** 10.70.0.0 and the `count - 1` addresses after it, as each takes them: nmap octet by octet. */
function endsOf(count: number): { readonly ours: string; readonly nmap: readonly string[] } {
  const [block, rest] = [Math.floor(count / 256), count % 256]
  return {
    ours: `10.70.0.0-10.70.${block}.${rest - 1}`,
    nmap: [`10.70.0-${block - 1}.0-255`, `10.70.${block}.0-${rest - 1}`],
  }
}
